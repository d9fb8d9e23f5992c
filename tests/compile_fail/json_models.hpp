// A model with JSON, and a repository of it.
#pragma once

#include "use.hpp"

#include <string>

struct Task {
    std::string id;
    std::string tenantId;
    std::string title;
    tenon::json data;
};

inline auto tasks() { return use<Task>(); }
