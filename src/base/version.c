#include "base/version.h"

const char *
program_version(void)
{
	return PGDRIFTD_VERSION;
}
