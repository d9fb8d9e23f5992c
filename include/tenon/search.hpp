// tenon/search.hpp: the rows whose texts have the words that somebody typed, and the best of them first.
//
//     #include <tenon/search.hpp>
//     #include <tenon/sqlite.hpp>
//
//     posts.find_many(tenon::where(tenon::matches<&Post::body>(typed)), tenon::order_by(tenon::by_rank<&Post::body>(typed)), tenon::take(10));
//
// `Post` has `tenon::text_search<&Post::body>`. What may be typed: `blue whale`, both words; `"blue whale"`, side by side;
// `wha*`, words that begin so; `-ship`, not this one. Letters have no case; nothing else than words means anything.
// In a model `matches` is another thing: a rule, whose text is a pattern.
// A header of its own, for not every file of a program needs it.
#pragma once

#include <tenon/sql/search/match.hpp>
#include <tenon/sql/search/rank.hpp>
#include <tenon/tenon.hpp>
