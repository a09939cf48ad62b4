-- case: missing
-- expect: text_search_configuration.missing, warning
-- setup
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
-- change
DROP TEXT SEARCH CONFIGURATION words;

-- case: unexpected
-- expect: text_search_configuration.unexpected, info
-- setup
-- change
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");

-- case: parser
-- expect: text_search_configuration.parser, warning
-- setup
CREATE TEXT SEARCH PARSER cutter (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
-- change
DROP TEXT SEARCH CONFIGURATION words;
CREATE TEXT SEARCH CONFIGURATION words (PARSER = cutter);

-- case: mappings : added
-- expect: text_search_configuration.mappings, warning
-- setup
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
-- change
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword WITH simple;

-- case: mappings : order of dictionaries
-- expect: text_search_configuration.mappings, warning
-- setup
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword WITH english_stem, simple;
-- change
ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR asciiword WITH simple, english_stem;

-- case: owner
-- expect: text_search_configuration.owner, warning
-- setup
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
-- change
ALTER TEXT SEARCH CONFIGURATION words OWNER TO case_owner;

-- case: comment
-- expect: text_search_configuration.comment, info
-- setup
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
-- change
COMMENT ON TEXT SEARCH CONFIGURATION words IS 'something else';

-- case: missing : gone with a dictionary
-- expect: text_search_dictionary.missing, warning
-- impact: text search configuration public.c
-- setup
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR word WITH d, english_stem;
-- change
DROP TEXT SEARCH DICTIONARY d CASCADE;
