// The model of the benchmarks: eight fields of every common type, a unique and an index, and rows to fill it with.
#pragma once

#include <tenon/tenon.hpp>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace benchmark {

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    std::optional<std::string> name;
    int level = 0;
    double score = 0;
    bool active = false;
    tenon::timestamp createdAt;

    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::index<&User::createdAt>);
    friend bool operator==(const User&, const User&) = default;
};

using schema = tenon::schema<User>;

inline std::string tenant_name(int tenant) { return "tenant" + std::to_string(tenant); }

/// 24 characters, as long as generated ids nearly are.
inline std::string user_id(int tenant, int row) {
    char id[32];
    std::snprintf(id, sizeof id, "c%07d%016d", tenant, row);
    return id;
}

inline User make_user(int tenant, int row) {
    return {.id = user_id(tenant, row),
            .tenantId = tenant_name(tenant),
            .email = "user" + std::to_string(row) + "@example.com",
            .name = row % 3 != 0 ? std::optional<std::string>("Some Name Here") : std::nullopt,
            .level = row % 5,
            .score = row * 0.5,
            .active = row % 2 != 0,
            .createdAt = tenon::timestamp(std::chrono::milliseconds(1'700'000'000'000 + (row * 7919) % 1000))};
}

inline std::vector<User> make_users(int tenant, int first, int count) {
    std::vector<User> users;
    users.reserve(static_cast<std::size_t>(count));
    for (int row = first; row < first + count; ++row)
        users.push_back(make_user(tenant, row));
    return users;
}

} // namespace benchmark
