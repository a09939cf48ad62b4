// link: expect_build.c
// link: world.c
// link: plan_summary.c
/* Why what is missing is not created, in words. */
#include "drift/plan.h"

#include "expect_build.h"
#include "plan_summary.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
add_table(struct build *build, const char *name, const char *refers_to)
{
	struct arena arena = { 0 };

	build_table(build, name);
	build_column(build, "id", "integer");
	build_column(build, "other", "integer");
	if (refers_to != NULL)
		build_constraint(build, arena_printf(&arena, "%s_fkey", name),
		                 arena_printf(&arena,
		                              "FOREIGN KEY (other) REFERENCES public.%s(id)",
		                              refers_to));
	arena_done(&arena);
}

/* organizations and a type are prerequisites; one and two need them, three needs two. */
static struct build *
platform(void)
{
	struct build *build = build_new();

	build_prerequisites(build);
	build_table(build, "organizations");
	build_column(build, "id", "integer");
	build_type(build, "public", "mood", "{good}");
	build_module(build, "one", REQUIREMENT_REQUIRED);
	add_table(build, "a", "organizations");
	build_column(build, "mood", "public.mood");
	build_module(build, "two", REQUIREMENT_REQUIRED);
	add_table(build, "b", "organizations");
	add_table(build, "c", "organizations");
	build_module(build, "three", REQUIREMENT_REQUIRED);
	add_table(build, "d", "c");
	add_table(build, "e", "b");
	build_module(build, "four", REQUIREMENT_REQUIRED);
	add_table(build, "f", NULL);
	return build;
}

static void
drop_modules(struct world *world)
{
	static const char *const tables[] = { "a", "b", "c", "d", "e", "f" };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		world_drop(world, KIND_table, NULL, tables[i]);
}

static struct world *
bare_world(struct build *build)
{
	struct world *world = world_new(build_done(build));

	drop_modules(world);
	return world;
}

static void
a_retyped_prerequisite_counts_what_hangs_on_it(void **unused)
{
	struct world *world = bare_world(platform());
	(void)unused;

	world_set(world, KIND_column, "organizations", "id", PROPERTY_column_type, "uuid");
	plan_expect(
		world, NULL, NULL, "[four]", "table public.f",
		"refused one two: organizations.id is uuid, the manifest expects integer: "
		"3 foreign keys in 2 modules cannot be created",
		"refused three: module two is refused: 2 foreign keys in module three cannot be "
		"created",
		NULL);
	world_free(world);
}

static void
a_missing_prerequisite_is_said_once(void **unused)
{
	struct world *world = bare_world(platform());
	(void)unused;

	world_drop(world, KIND_table, NULL, "organizations");
	world_drop(world, KIND_type, NULL, "mood");
	plan_expect(world, "one,four", NULL, "[four]", "table public.f",
	            "refused one: table organizations is missing; it is a prerequisite, and never "
	            "created: 1 foreign key in module one cannot be created",
	            "refused one: type mood is missing; it is a prerequisite, and never created: "
	            "1 column in module one cannot be created",
	            NULL);
	world_free(world);
}

static void
a_missing_column_of_a_prerequisite_is_named(void **unused)
{
	struct world *world = bare_world(platform());
	(void)unused;

	world_drop(world, KIND_column, "organizations", "id");
	plan_expect(world, "one", NULL,
	            "refused one: column organizations.id is missing; it is a prerequisite, and "
	            "never created: 1 foreign key in module one cannot be created",
	            NULL);
	world_free(world);
}

static void
what_nothing_needs_is_no_reason(void **unused)
{
	struct world *world = bare_world(platform());
	(void)unused;

	world_drop(world, KIND_table, NULL, "organizations");
	plan_expect(world, "four", NULL, "[four]", "table public.f", NULL);
	world_free(world);
}

static void
another_kind_of_object_is_named(void **unused)
{
	struct world *world = bare_world(platform());
	(void)unused;

	world_replace(world, "organizations", 'v');
	world_replace(world, "c", 'i');
	plan_expect(world, "one,two,three", NULL,
	            "refused one two: organizations is a view, the manifest expects a table: "
	            "2 foreign keys in 2 modules cannot be created",
	            "refused two three: c is an index, the manifest expects a table: 1 foreign key "
	            "in module three cannot be created",
	            "refused three: module two is refused: 1 foreign key in module three cannot be "
	            "created",
	            NULL);
	world_free(world);
}

static void
what_was_renamed_is_not_made_a_second_time(void **unused)
{
	struct build *build = platform();
	struct world *world;
	(void)unused;

	build_expected(build)->complete = true;
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "b");
	world_drop(world, KIND_constraint, "e", "e_fkey");
	world_add(world, KIND_table, "public", NULL, "g");
	for (size_t i = 0; i < 2; i++) {
		struct object *column = world_add(world, KIND_column, "public", "g",
		                                  i == 0 ? "id" : "other");

		column->value[PROPERTY_column_type] = "integer";
	}
	plan_expect(world, "two,three", NULL,
	            "refused two: table b is there under another name, g (rename it back, or "
	            "state that name)",
	            "left constraint e_fkey of public.e: it belongs to a table that is there, and "
	            "constraints are not asked for",
	            NULL);
	world_free(world);
}

static void
a_module_that_is_not_selected_is_named(void **unused)
{
	struct world *world = bare_world(platform());
	(void)unused;

	plan_expect(
		world, "three,four", NULL, "[four]", "table public.f",
		"refused three: table b belongs to module two, which is not selected: 1 foreign "
		"key in module three cannot be created",
		"refused three: table c belongs to module two, which is not selected: 1 foreign "
		"key in module three cannot be created",
		NULL);
	world_free(world);
}

static void
a_module_that_is_not_asked_for_is_named_where_it_is_missing(void **unused)
{
	static const bool asked[] = { true, false, false, true, false };
	const struct plan_options options = { .modules = asked };
	struct world *world = bare_world(platform());
	(void)unused;

	plan_expect(world, NULL, &options,
	            "refused three: table b is missing, and its module two is not asked for: "
	            "1 foreign key in module three cannot be created",
	            "refused three: table c is missing, and its module two is not asked for: "
	            "1 foreign key in module three cannot be created",
	            NULL);
	world_free(world);
	world = world_new(build_done(platform()));
	world_drop(world, KIND_table, NULL, "d");
	plan_expect(world, NULL, &options, "[three]", "table public.d",
	            "constraint d_fkey of public.d locks c SHARE ROW EXCLUSIVE", NULL);
	world_free(world);
}

static void
an_optional_module_that_is_not_there_is_named(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "extra", REQUIREMENT_OPTIONAL);
	add_table(build, "a", NULL);
	build_module(build, "unwanted", REQUIREMENT_UNWANTED);
	add_table(build, "b", NULL);
	build_module(build, "core", REQUIREMENT_REQUIRED);
	add_table(build, "c", "a");
	add_table(build, "d", "b");
	world = world_new(build_done(build));
	for (const char *name = "a\0b\0c\0d\0"; *name != '\0'; name += 2)
		world_drop(world, KIND_table, NULL, name);
	plan_expect(world, NULL, NULL,
	            "refused core: table a belongs to module extra, which is optional and not "
	            "there: 1 foreign key in module core cannot be created",
	            "refused core: table b belongs to module unwanted, which is not wanted: "
	            "1 foreign key in module core cannot be created",
	            NULL);
	world_free(world);
}

static void
what_is_ignored_or_left_out_is_named(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "core", REQUIREMENT_REQUIRED);
	add_table(build, "a", NULL);
	add_table(build, "b", NULL);
	build_constraint(build, "b_key", "UNIQUE (id)");
	add_table(build, "c", "a");
	add_table(build, "d", "b");
	build_ignore(build)->name = "a";
	world = world_new(build_done(build));
	for (const char *name = "a\0c\0d\0"; *name != '\0'; name += 2)
		world_drop(world, KIND_table, NULL, name);
	world_drop(world, KIND_constraint, "b", "b_key");
	plan_expect(world, NULL, NULL,
	            "refused core: table a is missing, and an ignore rule leaves it out: 1 foreign "
	            "key in module core cannot be created",
	            "refused core: constraint b_key of b is missing and left out (it belongs to a "
	            "table that is there, and constraints are not asked for): 1 foreign key in "
	            "module core cannot be created",
	            NULL);
	world_free(world);
}

static void
what_could_not_be_read_is_named(void **unused)
{
	const struct unknown locked = { .kind = KIND_column,
		                        .schema = "public",
		                        .table = "organizations",
		                        .reason = "locked" };
	struct world *world = bare_world(platform());
	(void)unused;

	world_drop(world, KIND_column, "organizations", "id");
	world_tell_unknown(world, &locked);
	plan_expect(
		world, "one", NULL,
		"refused one: column organizations.id could not be read, so nobody knows whether "
		"it is there: 1 foreign key in module one cannot be created",
		NULL);
	world_free(world);
	world = world_new(build_done(platform()));
	world_forget_kind(world, KIND_type);
	world_drop(world, KIND_table, NULL, "a");
	plan_expect(
		world, "one", NULL,
		"refused one: type mood could not be read, so nobody knows whether it is there: "
		"1 column in module one cannot be created",
		NULL);
	world_free(world);
}

static void
a_manifest_that_says_too_little_is_named(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_bare(build, "a");
	build_table(build, "b");
	build_table(build, "c");
	build_column(build, "id", NULL);
	build_table(build, "d");
	build_state(build, PROPERTY_table_kind, "partitioned table");
	build_column(build, "id", "integer");
	build_table(build, "e");
	build_column(build, "id", "integer");
	build_constraint(build, "e_check", "CHECK (id > 0); DROP TABLE public.e");
	build_type(build, "public", "t", NULL);
	world = world_new(build_done(build));
	for (const char *name = "a\0b\0c\0d\0e\0"; *name != '\0'; name += 2)
		world_drop(world, KIND_table, NULL, name);
	world_drop(world, KIND_type, NULL, "t");
	plan_expect(world, NULL, NULL,
	            "refused m: table a: the manifest gives only its name, so it cannot be created",
	            "refused m: table b: the manifest states no column of it, so it cannot be "
	            "created",
	            "refused m: column public.c.id: the manifest does not state its type",
	            "refused m: table public.d: the manifest does not say enough to create a "
	            "partitioned table",
	            "refused m: constraint e_check of public.e: its definition cannot be used: a "
	            "semicolon stands outside quotes",
	            "refused m: type public.t: the manifest does not state its labels", NULL);
	world_free(world);
}

static void
a_schema_that_nobody_creates_is_named(void **unused)
{
	static const char *const missing[] = { "App", "not_used" };
	const struct plan_options options = { .missing_schemas = missing,
		                              .missing_schema_count = 2 };
	const struct plan_options tables = { .tables_only = true };
	struct build *build = build_new();
	struct world *world;
	struct expected *expected;
	(void)unused;

	build_scope(build, "App");
	build_scope(build, "stated");
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table_in(build, "App", "t");
	build_column(build, "id", "App.state");
	build_type(build, "App", "state", "{x}");
	build_module(build, "n", REQUIREMENT_REQUIRED);
	build_table_in(build, "stated", "t");
	build_column(build, "id", "integer");
	build_schema(build, "stated");
	expected = build_done(build);
	world = world_new(expected);
	world_drop_schema(world, "App");
	world_drop_schema(world, "stated");
	plan_expect(world, NULL, &options, "[]", "schema stated", "[n]", "table stated.t",
	            "refused m: schema \"App\" is missing, and the manifest does not state it: "
	            "2 objects in module m cannot be created",
	            NULL);
	/* Only a person creates schemas. */
	plan_expect(world, "n", &tables,
	            "refused n: schema stated is missing, and not asked for: 1 table in module n "
	            "cannot be created",
	            NULL);
	world_free(world);
}

static void
objections_from_outside_are_refusals(void **unused)
{
	const struct plan_objection one[] = { { 4, "the name f is taken by sequence public.f" } };
	const struct plan_objection all[] = { { EXPECTED_NONE, "the server is read-only" } };
	const struct plan_options first = { .objections = one, .objection_count = 1 };
	const struct plan_options second = { .objections = all, .objection_count = 1 };
	struct world *world = bare_world(platform());
	(void)unused;

	plan_expect(world, "one,four", &first, "[one]", "table public.a",
	            "constraint a_fkey of public.a locks organizations SHARE ROW EXCLUSIVE",
	            "refused four: the name f is taken by sequence public.f", NULL);
	plan_expect(world, "one,four", &second, "refused one four: the server is read-only", NULL);
	world_free(world);
	/* Where nothing is to be created there is nothing to object to. */
	world = world_new(build_done(platform()));
	plan_expect(world, NULL, &second, NULL);
	world_free(world);
}

static void
a_refused_circle_is_refused_whole(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "one", REQUIREMENT_REQUIRED);
	add_table(build, "a", "b");
	build_module(build, "two", REQUIREMENT_REQUIRED);
	add_table(build, "b", "a");
	build_bare(build, "c");
	world = world_new(build_done(build));
	for (const char *name = "a\0b\0c\0"; *name != '\0'; name += 2)
		world_drop(world, KIND_table, NULL, name);
	plan_expect(world, NULL, NULL,
	            "refused two: table c: the manifest gives only its name, so it cannot be "
	            "created",
	            "refused two: module one is refused: 1 foreign key in module two cannot be "
	            "created",
	            "refused one: module two is refused: 1 foreign key in module one cannot be "
	            "created",
	            NULL);
	world_free(world);
}

static void
a_retyped_column_counts_on_both_sides_of_a_foreign_key(void **unused)
{
	const struct plan_options options = { .include = PLAN_CONSTRAINTS };
	struct world *world = world_new(build_done(platform()));
	(void)unused;

	world_drop(world, KIND_constraint, "a", "a_fkey");
	world_set(world, KIND_column, "a", "other", PROPERTY_column_type, "text");
	plan_expect(world, NULL, &options,
	            "refused one: a.other is text, the manifest expects integer: 1 foreign key in "
	            "module one cannot be created",
	            NULL);
	world_free(world);
}

static void
every_reason_has_a_word(void **unused)
{
	(void)unused;
	for (size_t reason = 0; reason < PLAN_REASONS; reason++)
		assert_non_null(plan_reason_word((enum plan_reason)reason));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_retyped_prerequisite_counts_what_hangs_on_it),
		cmocka_unit_test(a_missing_prerequisite_is_said_once),
		cmocka_unit_test(a_missing_column_of_a_prerequisite_is_named),
		cmocka_unit_test(what_nothing_needs_is_no_reason),
		cmocka_unit_test(another_kind_of_object_is_named),
		cmocka_unit_test(what_was_renamed_is_not_made_a_second_time),
		cmocka_unit_test(a_module_that_is_not_selected_is_named),
		cmocka_unit_test(a_module_that_is_not_asked_for_is_named_where_it_is_missing),
		cmocka_unit_test(an_optional_module_that_is_not_there_is_named),
		cmocka_unit_test(what_is_ignored_or_left_out_is_named),
		cmocka_unit_test(what_could_not_be_read_is_named),
		cmocka_unit_test(a_manifest_that_says_too_little_is_named),
		cmocka_unit_test(a_schema_that_nobody_creates_is_named),
		cmocka_unit_test(objections_from_outside_are_refusals),
		cmocka_unit_test(a_refused_circle_is_refused_whole),
		cmocka_unit_test(a_retyped_column_counts_on_both_sides_of_a_foreign_key),
		cmocka_unit_test(every_reason_has_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
