-- case: missing
-- expect: access_method.missing, warning
-- setup
CREATE ACCESS METHOD heap2_1 TYPE TABLE HANDLER heap_tableam_handler;
-- change
DROP ACCESS METHOD heap2_1;

-- case: unexpected
-- expect: access_method.unexpected, info
-- setup
-- change
CREATE ACCESS METHOD heap2_2 TYPE TABLE HANDLER heap_tableam_handler;

-- case: definition
-- expect: access_method.definition, warning
-- setup
CREATE ACCESS METHOD heap2_3 TYPE TABLE HANDLER heap_tableam_handler;
-- change
DROP ACCESS METHOD heap2_3;
CREATE ACCESS METHOD heap2_3 TYPE INDEX HANDLER bthandler;

-- case: comment
-- expect: access_method.comment, info
-- setup
CREATE ACCESS METHOD heap2_4 TYPE TABLE HANDLER heap_tableam_handler;
-- change
COMMENT ON ACCESS METHOD heap2_4 IS 'something else';
