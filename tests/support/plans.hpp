// A small schema for tests of migrations that are about other things than models: rows of all, and rows of tenants.
#pragma once

#include <tenon/tenon.hpp>

#include <string>

namespace support::plans {

struct Plan {
    std::string id;
    std::string name;
    int seats = 0;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::unique<&Plan::name>);
};
struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
};

} // namespace support::plans
