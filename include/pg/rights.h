/* What creating has to know of the server besides its objects: what a role may do, which names are
 * free, who holds a lock. */
#ifndef PG_RIGHTS_H
#define PG_RIGHTS_H

/* Four arrays of one length, a question each:
 *   $1 text[]  what is asked
 *   $2 name[]  a schema
 *   $3 name[]  of a relation or a type, or null
 *   $4 name[]  the role; null: the one that asks
 * The questions, and what `detail` says where the answer is no:
 *   writable   transactions may write: "standby", or "read_only"
 *   schema     it is there
 *   relation   no relation has the name: its kind ("view", "index of public.t")
 *   type       no type has the name: its kind; the server makes room for arrays' names itself
 *   create     the role may create in the schema
 *   database   the role may create schemas in this database: its name
 *   owner      the role owns the relation, or is a member of its owner: the owner
 *   references the role may refer to the relation by foreign keys
 *   grantee    there is such a role: "no_role"
 *   become     whoever logged in may become the role: "no_role" where there is no such role, else what
 *              GRANT of the role would have to say: "TO deployer"
 * One row for each no: ordinal (from 1), detail, and the role's name. What is asked of something that
 * is not there is a yes, but for `schema`. */
#define RIGHTS_PARAMS 4
const char *rights_sql(void);

/* Who holds locks in this database that conflict with those asked for: $1 name[] schemas, $2 name[]
 * tables, $3 text[] modes ("SHARE ROW EXCLUSIVE"); empty: $4 bigint, the key of an advisory lock. One
 * row for each session, at most five: what is to be said of it. Plain roles do not see what others'
 * sessions run, but that they do. */
#define HOLDERS_PARAMS 4
const char *holders_sql(void);

#endif
