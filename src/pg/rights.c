#include "pg/rights.h"

#include "sql_priv.h"

SQL_TEXT(sql_rights, SQL_FILE("rights.sql"));
SQL_TEXT(sql_holders, SQL_FILE("holders.sql"));

const char *
rights_sql(void)
{
	return sql_rights;
}

const char *
holders_sql(void)
{
	return sql_holders;
}
