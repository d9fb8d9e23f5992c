// tenon/dynamic.hpp: filters and orders that come from outside, from a query string or by names.
//
//     #include <tenon/dynamic.hpp>
//     #include <tenon/sqlite.hpp>
//
//     const auto asked = tenon::query_string<User>("filter.level[gte]=2&sort=-level,email&page=2&limit=20");
//
// A header of its own, for not every file of a program needs it. Of JSON: tenon/app/json_filter.hpp.
#pragma once

#include <tenon/sql/dynamic/query_string.hpp>
#include <tenon/tenon.hpp>
