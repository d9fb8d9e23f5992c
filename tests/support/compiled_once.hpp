// What all databases of a backend have in common, and what creates their tables, is compiled once for all test programs (by
// compiled_once.cpp) and not in every file that opens one: a seventh of what such a file costs.
#pragma once

#include <tenon/sqlite.hpp>

#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>
#endif

#ifndef TENON_TEST_COMPILED_HERE
#define TENON_TEST_COMPILED_HERE extern
#endif

TENON_TEST_COMPILED_HERE template class tenon::driver::opened_pool<tenon::sqlite::driver>;
TENON_TEST_COMPILED_HERE template class tenon::driver::execution<tenon::sqlite::driver>;
TENON_TEST_COMPILED_HERE template class tenon::sqlite::opened_connection<>;
TENON_TEST_COMPILED_HERE template struct tenon::sql::ddl<tenon::sql::sqlite_dialect>;
#if TENON_TEST_POSTGRES
TENON_TEST_COMPILED_HERE template class tenon::driver::opened_pool<tenon::postgres::driver>;
TENON_TEST_COMPILED_HERE template class tenon::driver::execution<tenon::postgres::driver>;
#endif
