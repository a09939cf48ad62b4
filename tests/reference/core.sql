-- The application's own tables, as far as the reference case tells: what its modules stand on.
-- They belong to no module. The migration table claims a revision that the schema need not have.
CREATE TABLE organizations (
	id varchar(36) PRIMARY KEY,
	name varchar(255) NOT NULL,
	created_at timestamptz DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE users (
	id varchar(36) PRIMARY KEY,
	organization_id varchar(36) REFERENCES organizations(id) ON DELETE CASCADE,
	email varchar(255) NOT NULL UNIQUE,
	created_at timestamptz DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE alembic_version (
	version_num varchar(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

INSERT INTO alembic_version (version_num) VALUES ('774225e563ca');
