-- Whether the text can be kept by its fingerprint: not where it holds a constant that the server writes
-- by a catalog of its own (reg..., and what is unknown here), or names fields of a row, or a row type:
-- neither the fingerprint nor the epoch knows of those. `tree` is the expressions' raw text.
CASE
	WHEN tree IS NULL OR tree = '' THEN tree = ''
	WHEN tree ~ '{(FIELDSELECT|FIELDSTORE|CONVERTROWTYPE) '
		OR tree ~ ':consttype (24|220[2-9]|221[01]|1008|3734|3735|3769|3770|4089|409[0-9]|419[12]) '
	THEN false
	WHEN tree ~ ':\w*type(?:[iI]d)? \d{5}' THEN NOT EXISTS (
		SELECT
		FROM pg_catalog.regexp_matches(
			tree, ':(const)?\w*type(?:[iI]d)? (\d{5,})', 'g'
		) AS named (parts)
		LEFT JOIN pg_catalog.pg_type AS t ON t.oid = named.parts[2]::pg_catalog.oid
		LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem
		WHERE pg_catalog.strpos(
			CASE WHEN named.parts[1] IS NULL THEN 'ebdrm' ELSE 'e' END,
			COALESCE(e.typtype, t.typtype, '?')::pg_catalog.text
		) = 0
	)
	ELSE true
END
