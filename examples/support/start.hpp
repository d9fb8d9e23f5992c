// The databases of the examples, migrated and seeded before the program gets them.
#pragma once

#include <tenon/migration.hpp>

#include "open.hpp"

namespace example {

/// Opens what DATABASE_URL names, or SQLite in memory, and starts it.
template <class Schema>
tenon::result<database<Schema>> open(const tenon::migration::start_options<Schema, driver>& start) {
    return example::open<Schema>(tenon::statement_hooks{}, start);
}

} // namespace example
