-- case: missing
-- expect: text_search_template.missing, warning
-- setup
CREATE TEXT SEARCH TEMPLATE other (LEXIZE = dsimple_lexize, INIT = dsimple_init);
-- change
DROP TEXT SEARCH TEMPLATE other;

-- case: unexpected
-- expect: text_search_template.unexpected, info
-- setup
-- change
CREATE TEXT SEARCH TEMPLATE other (LEXIZE = dsimple_lexize, INIT = dsimple_init);

-- case: definition
-- expect: text_search_template.definition, warning
-- setup
CREATE TEXT SEARCH TEMPLATE other (LEXIZE = dsimple_lexize, INIT = dsimple_init);
-- change
DROP TEXT SEARCH TEMPLATE other;
CREATE TEXT SEARCH TEMPLATE other (LEXIZE = dsimple_lexize);

-- case: comment
-- expect: text_search_template.comment, info
-- setup
CREATE TEXT SEARCH TEMPLATE other (LEXIZE = dsimple_lexize, INIT = dsimple_init);
-- change
COMMENT ON TEXT SEARCH TEMPLATE other IS 'something else';
