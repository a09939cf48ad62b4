-- case: missing
-- expect: text_search_parser.missing, warning
-- setup
CREATE TEXT SEARCH PARSER cutter (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
-- change
DROP TEXT SEARCH PARSER cutter;

-- case: unexpected
-- expect: text_search_parser.unexpected, info
-- setup
-- change
CREATE TEXT SEARCH PARSER cutter (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

-- case: definition
-- expect: text_search_parser.definition, warning
-- setup
CREATE TEXT SEARCH PARSER cutter (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
-- change
DROP TEXT SEARCH PARSER cutter;
CREATE TEXT SEARCH PARSER cutter (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);

-- case: comment
-- expect: text_search_parser.comment, info
-- setup
CREATE TEXT SEARCH PARSER cutter (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
-- change
COMMENT ON TEXT SEARCH PARSER cutter IS 'something else';
