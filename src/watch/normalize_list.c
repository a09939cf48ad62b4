#include "normalize_priv.h"

#include "drift/ddl_support.h"
#include "drift/plan.h"

#include <stdlib.h>
#include <string.h>

void
attempts_add(struct attempts *attempts, struct arena *arena, const struct attempt *attempt)
{
	if (attempts->count == attempts->room) {
		struct attempt *list;

		attempts->room = attempts->room == 0 ? 64 : 2 * attempts->room;
		list = arena_array(arena, attempts->room, sizeof *list);
		for (size_t i = 0; i < attempts->count; i++)
			list[i] = attempts->list[i];
		attempts->list = list;
	}
	attempts->list[attempts->count] = *attempt;
	attempts->list[attempts->count].number = attempts->count;
	attempts->count++;
}

/* What of the object a statement can carry; the rest stays as it is stated. No query runs: a materialized
 * view is made without its rows. */
static struct object
creatable_part(struct normalize *normalize, const struct object *object)
{
	struct object part = *object;

	part.stated &= ddl_writes(object);
	if (object->kind == KIND_materialized_view) {
		part.value = object_values(&normalize->arena, object->kind);
		memcpy(part.value, object->value,
		       kind_table[object->kind].property_count * sizeof *part.value);
		part.value[PROPERTY_materialized_view_populated] = "false";
	}
	return part;
}

uint32_t
normalize_fresh(const struct object *object)
{
	const struct kind_info *info = &kind_table[object->kind];
	uint32_t bits = ddl_writes(object);
	uint32_t more = ddl_writes_more(object);

	if (object->kind == KIND_materialized_view)
		bits &= ~(UINT32_C(1) << PROPERTY_materialized_view_populated);
	for (size_t i = 0; i < info->property_count; i++) {
		enum property_form form = info->properties[i].form;

		if (form == FORM_TEXT || form == FORM_LIST)
			bits |= more & UINT32_C(1) << i;
	}
	return bits;
}

static const char *
write(struct normalize *normalize, const struct object *object, const struct object *const *columns,
      size_t column_count, struct err *err)
{
	struct object part = creatable_part(normalize, object);
	struct text sql = { 0 };
	const char *kept = NULL;

	if (ddl_write(&part, columns, column_count, NULL, &sql, err))
		kept = arena_strdup(&normalize->arena, text_str(&sql));
	text_done(&sql);
	return kept;
}

const char *
normalize_column(struct normalize *normalize, size_t table, size_t column, struct err *err)
{
	const struct expected_item *items = normalize->config.expected->items;
	const struct object part = creatable_part(normalize, &items[column].object);
	const struct object *alone[] = { &part };

	return write(normalize, &items[table].object, alone, column == table ? 0 : 1, err);
}

/* Of a column that states no type nothing is known but that it is there. */
static bool
is_column_of(const struct expected_item *item, size_t table)
{
	return item->parent == table && item->object.kind == KIND_column &&
	       item->object.value[PROPERTY_column_type] != NULL;
}

struct more {
	struct normalize *normalize;
	size_t item;
};

static void
more_cb(void *arg, enum ddl_stage stage, const char *sql)
{
	const struct more *more = arg;
	struct normalize *normalize = more->normalize;
	const struct attempt attempt = {
		.item = more->item,
		.stage = stage,
		.sql = arena_strdup(&normalize->arena, sql),
	};

	attempts_add(&normalize->attempts, &normalize->arena, &attempt);
}

/* What CREATE cannot say. */
static void
add_more(struct normalize *normalize, size_t item)
{
	const struct object *object = &normalize->config.expected->items[item].object;
	const struct kind_info *info = &kind_table[object->kind];
	struct more more = { normalize, item };
	struct object part = *object;
	struct err err = { 0 };

	part.value = object_values(&normalize->arena, object->kind);
	for (size_t i = 0; i < info->property_count; i++) {
		if ((object->stated & normalize_fresh(object) & UINT32_C(1) << i) != 0)
			part.value[i] = object->value[i];
	}
	if (!ddl_write_more(&part, more_cb, &more, &err))
		normalize_refuse(normalize, item, &err);
}

static void
add_table(struct normalize *normalize, size_t table)
{
	const struct expected *expected = normalize->config.expected;
	const struct object **columns = NULL;
	struct object *parts;
	size_t count = 0;
	struct err err = { 0 };
	struct attempt attempt = { .item = table, .stage = STAGE_TABLE };
	size_t end = table + 1;

	while (end < expected->item_count && expected->items[end].parent != EXPECTED_NONE)
		end++;
	columns = arena_array(&normalize->arena, end - table, sizeof *columns);
	parts = arena_array(&normalize->arena, end - table, sizeof *parts);
	for (size_t i = table + 1; i < end; i++) {
		struct err refused = { 0 };

		if (!is_column_of(&expected->items[i], table))
			continue;
		if (normalize_column(normalize, table, i, &refused) == NULL) {
			normalize_refuse(normalize, i, &refused);
			continue;
		}
		parts[count] = creatable_part(normalize, &expected->items[i].object);
		columns[count] = &parts[count];
		count++;
	}
	attempt.sql = write(normalize, &expected->items[table].object, columns, count, &err);
	if (attempt.sql == NULL) {
		normalize_refuse(normalize, table, &err);
		return;
	}
	attempts_add(&normalize->attempts, &normalize->arena, &attempt);
	add_more(normalize, table);
}

/* With the statement of a table all that stands is made; of a column of another relation as well. */
static void
add_column(struct normalize *normalize, size_t column)
{
	const struct expected_item *items = normalize->config.expected->items;
	size_t host = items[column].parent;

	normalize->left[column] = normalize->left[host] ||
	                          (items[host].object.kind == KIND_table &&
	                           items[column].object.value[PROPERTY_column_type] == NULL);
	if (!normalize->left[column])
		add_more(normalize, column);
}

static void
add_support(struct normalize *normalize, size_t item, enum ddl_stage stage, const char *sql)
{
	struct attempt attempt = { .item = item, .stage = stage, .support = true, .sql = sql };

	attempts_add(&normalize->attempts, &normalize->arena, &attempt);
}

/* Whether it, or what it lives on, is left out of what is created. */
static bool
is_left(struct normalize *normalize, size_t item)
{
	const struct expected_item *items = normalize->config.expected->items;
	size_t host = items[item].parent;

	normalize->left[item] = ddl_stage(&items[item].object) == STAGE_NONE ||
	                        !ddl_states_enough(&items[item].object) ||
	                        (host != EXPECTED_NONE && normalize->left[host]);
	return normalize->left[item];
}

/* What an owner has by himself, and lost. */
static bool
is_lost(const struct object *object)
{
	return object->kind == KIND_privilege && strstr(object->name, " -") != NULL;
}

static void
add_item(struct normalize *normalize, size_t item)
{
	const struct expected *expected = normalize->config.expected;
	const struct object *object = &expected->items[item].object;
	struct attempt attempt = {
		.item = item,
		.stage = ddl_stage(object),
		.support = object->stated == 0 && object->kind != KIND_privilege,
	};
	const char *support[DDL_SUPPORT_MAX];
	struct text shell = { 0 };
	struct err err = { 0 };
	size_t count;

	if (is_left(normalize, item) || is_lost(object))
		return;
	count = ddl_support(expected, item, normalize->schema, &normalize->arena, support);
	for (size_t i = 0; i < count; i++)
		add_support(normalize, item, attempt.stage, support[i]);
	if (ddl_write_shell(object, &shell))
		add_support(normalize, item, STAGE_TYPE,
		            arena_strdup(&normalize->arena, text_str(&shell)));
	text_done(&shell);
	attempt.sql = write(normalize, object, NULL, 0, &err);
	if (attempt.sql != NULL) {
		attempts_add(&normalize->attempts, &normalize->arena, &attempt);
		add_more(normalize, item);
	} else if (object->kind == KIND_user_mapping) {
		/* Its secrets stand in no manifest. */
		normalize->left[item] = true;
	} else {
		normalize_refuse(normalize, item, &err);
	}
}

static int
order_cb(const void *a, const void *b)
{
	const struct attempt *left = a;
	const struct attempt *right = b;

	if (left->stage != right->stage)
		return left->stage < right->stage ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

void
normalize_list(struct normalize *normalize)
{
	const struct expected *expected = normalize->config.expected;
	const char *const *schemas;
	size_t count = plan_schemas(expected, &normalize->arena, &schemas);

	for (size_t i = 0; i < count; i++)
		add_support(normalize, EXPECTED_NONE, STAGE_SCHEMA,
		            ddl_support_schema(schemas[i], &normalize->arena));
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (object->kind == KIND_schema)
			add_support(normalize, i, STAGE_SCHEMA,
			            ddl_support_schema(object->name, &normalize->arena));
		else if (object->kind == KIND_table && expected->items[i].bare)
			add_support(
				normalize, i, STAGE_TABLE,
				ddl_support_table(object->schema, object->name, &normalize->arena));
		else if (object->kind == KIND_table && !is_left(normalize, i))
			add_table(normalize, i);
		else if (object->kind == KIND_column)
			add_column(normalize, i);
		else if (object->kind != KIND_table)
			add_item(normalize, i);
	}
	if (normalize->attempts.count > 0)
		qsort(normalize->attempts.list, normalize->attempts.count,
		      sizeof *normalize->attempts.list, order_cb);
}
