// Models for tests without a database.
#pragma once

#include <tenon/tenon.hpp>
#include <tenon/testing.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

namespace scripted_tests {

enum class plan { free, paid };

struct Account {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string password;
    scripted_tests::plan plan = scripted_tests::plan::free;
    int level = 0;
    std::optional<std::string> note;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Account::email>, tenon::secret<&Account::password>);
};
struct Sample {
    std::string id;
    std::string tenantId;
    bool flag = false;
    std::int64_t number = 0;
    double real = 0;
    tenon::blob bytes;
    tenon::timestamp at;
    tenon::date day;
    tenon::uuid key;
    std::optional<int> missing;
};
using app = tenon::schema<Account, Sample>;
using database = tenon::database<app, tenon::testing::recording<tenon::testing::scripted_driver>>;

inline auto accounts(const database& db) { return tenon::repository<Account>(db.tenant("acme")); }

} // namespace scripted_tests
