/* Rows made objects. Columns are found by their names, in any order. */
#include "pg/catalog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int
find_column(const struct link_row *row, const char *name)
{
	for (int i = 0; i < row->count; i++) {
		if (strcmp(row->names[i], name) == 0)
			return i;
	}
	return -1;
}

/* The value of a column that has to be there and not null. */
static bool
get(const struct link_row *row, const char *name, const char **ret_value, struct err *err)
{
	int column = find_column(row, name);

	if (column < 0)
		return err_set(err, ERR_PROTOCOL, "the catalog query gave no column \"%s\"", name);
	if (row->values[column] == NULL)
		return err_set(err, ERR_PROTOCOL, "the catalog query gave no %s", name);
	*ret_value = row->values[column];
	return true;
}

static bool
get_number(const struct link_row *row, const char *name, int64_t *ret_number, struct err *err)
{
	const char *value;
	char *end;
	long long number;

	if (!get(row, name, &value, err))
		return false;
	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || number < 0)
		return err_set(err, ERR_PROTOCOL, "the catalog query gave no number as %s", name);
	*ret_number = number;
	return true;
}

bool
catalog_identity(const struct link_row *row, struct arena *arena,
                 struct catalog_identity *ret_identity, struct err *err)
{
	int system_identifier = find_column(row, "system_identifier");
	const char *database, *database_oid, *user, *superuser, *in_recovery, *deployment;
	int64_t version, started_at;

	if (!get_number(row, "version", &version, err) || !get(row, "database", &database, err) ||
	    !get(row, "database_oid", &database_oid, err) || !get(row, "user", &user, err) ||
	    !get(row, "superuser", &superuser, err) ||
	    !get(row, "in_recovery", &in_recovery, err) ||
	    !get(row, "deployment", &deployment, err) ||
	    !get_number(row, "started_at", &started_at, err))
		return false;
	if (version > INT32_MAX)
		return err_set(err, ERR_PROTOCOL, "the catalog query gave no number as version");
	*ret_identity = (struct catalog_identity){
		.version = (int)version,
		.system_identifier = system_identifier < 0
		                             ? NULL
		                             : arena_strdup(arena, row->values[system_identifier]),
		.database = arena_strdup(arena, database),
		.database_oid = arena_strdup(arena, database_oid),
		.user = arena_strdup(arena, user),
		.superuser = strcmp(superuser, "true") == 0,
		.in_recovery = strcmp(in_recovery, "true") == 0,
		.started_at = started_at,
		.deployment = strcmp(deployment, "true") == 0,
	};
	return true;
}

bool
catalog_presence(const struct link_row *row, struct catalog_presence *ret_presence, struct err *err)
{
	int grant = find_column(row, "grant");
	const char *relkind;
	int64_t ordinal;

	if (!get_number(row, "ordinal", &ordinal, err) || !get(row, "relkind", &relkind, err))
		return false;
	if (strlen(relkind) != 1 || grant < 0)
		return err_set(err, ERR_PROTOCOL, "the presence query gave no relkind or no grant");
	*ret_presence = (struct catalog_presence){
		.ordinal = (size_t)ordinal,
		.relkind = relkind[0],
		.grant = row->values[grant],
	};
	return true;
}

void
catalog_reader_init(struct catalog_reader *reader, enum kind kind)
{
	*reader = (struct catalog_reader){ .kind = kind };
}

/* What identifies an object of a kind: schema but for what stands at the top, table for what lives
 * on a relation, host and host_kind for what may live on something else. A column of the query that
 * is no property, or a property without column, is our own mistake or another server: said, not
 * passed over. */
static bool
map(struct catalog_reader *reader, const struct link_row *row, struct err *err)
{
	const struct kind_info *kind = &kind_table[reader->kind];
	const char *missing = NULL;

	/* What lives in no schema may have one as a property. */
	reader->schema = kind->place == PLACE_TOP ? -1 : find_column(row, "schema");
	reader->table = find_column(row, "table");
	reader->name = find_column(row, "name");
	reader->ordinal = find_column(row, "ordinal");
	reader->unreadable = find_column(row, "unreadable");
	reader->host = find_column(row, "host");
	reader->host_kind = find_column(row, "host_kind");
	reader->fingerprint = find_column(row, "fingerprint");
	reader->lasting = find_column(row, "lasting");
	reader->bucket = find_column(row, "bucket");
	reader->digest = find_column(row, "digest");
	if (reader->name < 0)
		missing = "name";
	else if (reader->schema < 0 && kind->place != PLACE_TOP)
		missing = "schema";
	else if (reader->table < 0 && kind->place == PLACE_GUEST)
		missing = "table";
	else if ((reader->host < 0) != (reader->host_kind < 0))
		missing = reader->host < 0 ? "host" : "host_kind";
	for (size_t i = 0; i < kind->property_count; i++) {
		reader->property[i] = find_column(row, kind->properties[i].word);
		if (reader->property[i] < 0 && missing == NULL &&
		    kind->properties[i].form != FORM_ORDER)
			missing = kind->properties[i].word;
	}
	if (missing != NULL)
		return err_set(err, ERR_PROTOCOL, "the query for %s gave no column \"%s\"",
		               kind->plural, missing);
	reader->mapped = true;
	return true;
}

/* A number that is none is 0: nothing is found or lost by it. */
static uint32_t
ordinal_at(const struct link_row *row, int column)
{
	return column < 0 || row->values[column] == NULL
	               ? 0
	               : (uint32_t)strtoul(row->values[column], NULL, 10);
}

static const char *
value_at(const struct link_row *row, int column)
{
	return column < 0 ? NULL : row->values[column];
}

static bool
map_host(const struct catalog_reader *reader, const struct link_row *row, struct object *object,
         struct err *err)
{
	const char *word = value_at(row, reader->host_kind);

	if (word == NULL || !kind_from_word(word, &object->host_kind))
		return err_set(err, ERR_PROTOCOL, "the query for %s gave no kind of host",
		               kind_table[reader->kind].plural);
	return true;
}

bool
catalog_row(struct catalog_reader *reader, const struct link_row *row, struct object *ret_object,
            const char **ret_unreadable, struct err *err)
{
	const struct kind_info *kind = &kind_table[reader->kind];
	struct object object = { .kind = reader->kind, .value = reader->value };

	if (!reader->mapped && !map(reader, row, err))
		return false;
	object.schema = value_at(row, reader->schema);
	object.table = value_at(row, reader->table);
	object.name = value_at(row, reader->name);
	object.ordinal = ordinal_at(row, reader->ordinal);
	if (kind->shape == SHAPE_RELATION)
		object.table = object.name;
	object.host = value_at(row, reader->host);
	if (object.name == NULL ||
	    (object.schema == NULL && kind->place != PLACE_TOP && object.host == NULL) ||
	    (object.table == NULL && kind->place == PLACE_GUEST && object.host == NULL))
		return err_set(err, ERR_PROTOCOL, "the query for %s gave a row without a name",
		               kind->plural);
	if (object.host != NULL && !map_host(reader, row, &object, err))
		return false;
	for (size_t i = 0; i < kind->property_count; i++) {
		reader->value[i] = value_at(row, reader->property[i]);
		if (reader->property[i] >= 0)
			object.stated |= 1u << i;
	}
	*ret_object = object;
	*ret_unreadable = value_at(row, reader->unreadable);
	return true;
}

struct catalog_print
catalog_print(const struct catalog_reader *reader, const struct link_row *row)
{
	const char *hash = value_at(row, reader->fingerprint);
	const char *lasting = value_at(row, reader->lasting);

	return (struct catalog_print){
		.hash = hash == NULL ? 0 : (uint64_t)strtoll(hash, NULL, 10),
		.lasting = lasting != NULL && lasting[0] == 't',
	};
}

/* A sum may be longer than any of the numbers: what counts is its last 64 bits. */
static bool
wrap(const char *decimal, uint64_t *ret_number)
{
	bool negative = *decimal == '-';
	uint64_t number = 0;

	decimal += negative;
	if (*decimal == '\0')
		return false;
	for (; *decimal != '\0'; decimal++) {
		if (*decimal < '0' || *decimal > '9')
			return false;
		number = number * 10 + (uint64_t)(*decimal - '0');
	}
	*ret_number = negative ? 0 - number : number;
	return true;
}

bool
catalog_digest(const struct catalog_reader *reader, const struct link_row *row, size_t buckets,
               struct catalog_digest *ret_digest, struct err *err)
{
	const char *bucket = value_at(row,
	                              reader->mapped ? reader->bucket : find_column(row, "bucket"));
	const char *sum = value_at(row,
	                           reader->mapped ? reader->digest : find_column(row, "digest"));
	const char *count = reader->mapped ? "1" : value_at(row, find_column(row, "count"));
	uint64_t number, of_sum, of_count;

	if (bucket == NULL || sum == NULL || count == NULL || !wrap(bucket, &number) ||
	    !wrap(sum, &of_sum) || !wrap(count, &of_count) || number >= buckets)
		return err_set(err, ERR_PROTOCOL, "the query for %s gave no digest",
		               kind_table[reader->kind].plural);
	*ret_digest = (struct catalog_digest){ number, of_sum, of_count };
	return true;
}
