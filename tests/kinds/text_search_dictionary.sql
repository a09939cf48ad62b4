-- case: missing
-- expect: text_search_dictionary.missing, warning
-- setup
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
-- change
DROP TEXT SEARCH DICTIONARY plain;

-- case: unexpected
-- expect: text_search_dictionary.unexpected, info
-- setup
-- change
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);

-- case: template
-- expect: text_search_dictionary.template, warning
-- setup
CREATE TEXT SEARCH TEMPLATE other (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
-- change
DROP TEXT SEARCH DICTIONARY plain;
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = other);

-- case: options
-- expect: text_search_dictionary.options, warning
-- setup
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
-- change
ALTER TEXT SEARCH DICTIONARY plain (STOPWORDS = english);

-- case: owner
-- expect: text_search_dictionary.owner, warning
-- setup
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
-- change
ALTER TEXT SEARCH DICTIONARY plain OWNER TO case_owner;

-- case: comment
-- expect: text_search_dictionary.comment, info
-- setup
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple);
-- change
COMMENT ON TEXT SEARCH DICTIONARY plain IS 'something else';
