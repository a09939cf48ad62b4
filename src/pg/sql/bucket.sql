-- Some number below that of the buckets, which is a power of two: it divides what is, or lives on, a
-- relation by that, and all else by its name.
((COALESCE(pg_catalog.hashtext(nspname::pg_catalog.text), 0)
	# COALESCE(pg_catalog.hashtext(relname::pg_catalog.text), 0)) & {mask})
