// What a loaded registry is asked.
#pragma once

#include <string>

#include "model.hpp"

namespace registry {

/// Asks, prints tables, and changes some rows of one tenant. `section`: empty for the one with most packages. An error
/// is returned; errc::not_found with a text when there is no such section.
tenon::result<void> ask(const database& db, const std::string& section);

} // namespace registry
