// Several runs of one statement at a time, on one connection.
#include "integration/sqlite/support.hpp"

#include <optional>

using namespace sqlite_tests;
using tenon::driver::step_result;

namespace {

tenon::sql::statement_number numbers_number{0};
constexpr std::string_view one_to_three = "VALUES (1), (2), (3)";

/// Runs while others run: `next` gives its rows one by one.
template <class Driver>
class run {
public:
    explicit run(const tenon::driver::session<Driver>& on, tenon::sql::statement_number* number = &numbers_number)
        : spec_{one_to_three, tenon::verb::other, nullptr, number}, execution_(on, spec_, tenon::driver::access::read, {}) {
        execution_.bind([](auto&) { return true; });
    }
    /// 0: there are no more.
    std::int64_t next() {
        if (execution_.step() != step_result::row) return 0;
        std::int64_t value = 0;
        CHECK(execution_.statement().column(0).read(tenon::column_type::int64, value) == tenon::errc::ok);
        return value;
    }
    const void* statement() { return &execution_.statement(); }

private:
    tenon::sql::statement_spec spec_;
    tenon::driver::execution<Driver> execution_;
};

template <class Database>
void check_runs(const Database& db) {
    using driver = typename Database::session_type::driver_type;
    const auto done = db.system("test").transaction([](auto& tx) {
        const tenon::driver::session<driver>& on = tx.session();
        for (tenon::sql::statement_number* number : {&numbers_number, static_cast<tenon::sql::statement_number*>(nullptr)}) {
            std::optional<run<driver>> first(std::in_place, on, number);
            CHECK(first->next() == 1);
            run<driver> second(on, number);
            CHECK(second.next() == 1);
            CHECK(first->next() == 2);
            CHECK(second.statement() != first->statement());
            const void* const freed = first->statement();
            first.reset();
            CHECK(second.next() == 2);
            run<driver> third(on, number);
            CHECK(third.next() == 1);
            if (number != nullptr) CHECK(third.statement() == freed);
            CHECK(second.next() == 3);
            CHECK(second.next() == 0);
            CHECK(third.next() == 2);
        }
    });
    REQUIRE(done);
}

} // namespace

TEST_CASE("a statement runs while another run of it goes on, and each has its own rows") { check_runs(make(":memory:")); }

TEST_CASE("the same on a database that was chosen when it was opened") {
    check_runs(tenon::open<app, tenon::sqlite::driver>(":memory:").value());
}
