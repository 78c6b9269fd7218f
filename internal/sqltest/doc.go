// Package sqltest tests the stores of this project that are kept in databases, under real
// drivers: SQLite, and PostgreSQL where OPENBADGES_POSTGRES says how to reach one (see
// .ci/postgres). It is a module of its own, so that no driver is among the requirements
// of whoever uses the library.
package sqltest
