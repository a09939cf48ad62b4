/* Roles are no part of a manifest, and what is granted to them is: those that are not there are made for
 * as long as it is tried. */
#include "normalize_priv.h"

#include "drift/ddl_support.h"
#include "model/array.h"

#include <stdlib.h>
#include <string.h>

struct roles {
	const char **names;
	size_t count;
	size_t room;
};

static void
add(struct roles *roles, const char *name)
{
	if (name == NULL || strcmp(name, "public") == 0)
		return;
	if (roles->count == roles->room) {
		roles->room = roles->room == 0 ? 64 : 2 * roles->room;
		roles->names = mem_resize(roles->names, roles->room, sizeof *roles->names);
	}
	roles->names[roles->count++] = name;
}

static void
add_policy(struct normalize *normalize, const struct object *policy, struct roles *roles)
{
	const char *list = policy->value[PROPERTY_policy_roles];
	struct array names;

	if (list == NULL || !array_read(list, &normalize->arena, &names, NULL))
		return;
	for (size_t i = 0; i < names.count; i++)
		add(roles, names.elements[i]);
}

static void
add_user(struct normalize *normalize, const struct object *mapping, struct roles *roles)
{
	struct text where = { 0 };
	size_t length = strlen(mapping->name);

	object_guest_name("", mapping->host_kind, mapping->host, &where);
	if (where.length < length)
		add(roles, arena_strndup(&normalize->arena, mapping->name, length - where.length));
	text_done(&where);
}

static int
order_cb(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
normalize_list_roles(struct normalize *normalize)
{
	const struct expected *expected = normalize->config.expected;
	struct roles roles = { 0 };

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (object->kind == KIND_policy)
			add_policy(normalize, object, &roles);
		else if (object->kind == KIND_user_mapping)
			add_user(normalize, object, &roles);
		else
			add(&roles, ddl_grantee(object, &normalize->arena));
	}
	if (roles.count > 0)
		qsort(roles.names, roles.count, sizeof *roles.names, order_cb);
	for (size_t i = 0; i < roles.count; i++) {
		const struct attempt attempt = {
			.item = EXPECTED_NONE,
			.stage = STAGE_SCHEMA,
			.support = true,
			.sql = ddl_support_role(roles.names[i], &normalize->arena),
		};

		if (i == 0 || strcmp(roles.names[i - 1], roles.names[i]) != 0)
			attempts_add(&normalize->attempts, &normalize->arena, &attempt);
	}
	free(roles.names);
}
