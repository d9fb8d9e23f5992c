// A root with a quota, and a database of it.
#pragma once

#include <tenon/sqlite.hpp>

#include <string>

struct Customer {
    std::string id;
    std::string name;
    int mostFiles = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>);
};

inline auto customers_database() { return tenon::sqlite::open<tenon::schema<Customer, File>>(":memory:").value(); }
