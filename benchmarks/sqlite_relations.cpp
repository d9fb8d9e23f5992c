// Rows with the rows that refer to them, 1000 with ten each, by a shape and by hand with SQLite's C API: the same two statements,
// the same checked result.
//
//     sqlite_relations                                 both sides' results are compared, then timed in turns
//     sqlite_relations --callgrind LINE ours|c COUNT   one side, for benchmarks/instructions.sh; the line is relations
//     sqlite_relations --allocations LINE ours|c COUNT
#include "support/allocations.hpp"
#include "support/meter.hpp"
#include "support/sqlite_memory.hpp"
#include "support/workload.hpp"

#include <sqlite3.h>
#include <tenon/sqlite.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using namespace benchmark;

struct Owner {
    std::string id, tenantId, name;
};
struct Task {
    std::string id, tenantId, ownerId, title;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Task::ownerId, &Owner::id>, tenon::index<&Task::ownerId>);
};
using owners_and_tasks = tenon::schema<Owner, Task>;

struct TaskTitle {
    std::string id, title;
    bool operator==(const TaskTitle&) const = default;
    static constexpr auto tenon_shape = tenon::of<Task>;
};
struct OwnerCard {
    std::string id, name;
    std::vector<TaskTitle> tasks;
    bool operator==(const OwnerCard&) const = default;
    static constexpr auto tenon_shape = tenon::of<Owner>;
};

constexpr std::string_view owners_text = R"(SELECT "id", "name", "id" FROM "Owner" WHERE "tenantId" = ?1 ORDER BY "id")";
constexpr std::string_view tasks_text =
    R"(SELECT "id", "title", "ownerId" FROM "Task" WHERE "tenantId" = ?1 AND "ownerId" IN (SELECT value FROM tenon_array(?2)) ORDER BY "id")";

/// By hand, on a connection that knows tenon_array.
class c_side {
public:
    explicit c_side(const std::string& path) {
        tenon::sqlite::options how;
        how.path = path;
        static constexpr tenon::schema_info schema = owners_and_tasks::info();
        connection_ = tenon::sqlite::driver::connect(how, schema, tenon::driver::access::read).value();
        owners_ = prepare(owners_text);
        tasks_ = prepare(tasks_text);
    }
    ~c_side() {
        sqlite3_finalize(owners_);
        sqlite3_finalize(tasks_);
    }
    c_side(const c_side&) = delete;
    c_side& operator=(const c_side&) = delete;

    std::vector<OwnerCard> cards(const std::string& tenant) {
        std::vector<OwnerCard> rows;
        bind(owners_, tenant);
        while (sqlite3_step(owners_) == SQLITE_ROW) {
            OwnerCard& row = rows.emplace_back();
            row.id = text(owners_, 0);
            row.name = text(owners_, 1);
        }
        sqlite3_reset(owners_);
        std::unordered_map<std::string_view, std::size_t> places;
        places.reserve(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) places.emplace(rows[i].id, i);
        const tenon::list_view keys{tenon::column_type::text, rows.size(), rows.data(), [](const void* all, std::size_t index) {
                                        return tenon::wire_value(std::string_view(static_cast<const OwnerCard*>(all)[index].id));
                                    }};
        bind(tasks_, tenant);
        must(sqlite3_bind_pointer(tasks_, 2, const_cast<tenon::list_view*>(&keys), tenon::sqlite::detail::array_pointer_type, nullptr));
        while (sqlite3_step(tasks_) == SQLITE_ROW) {
            TaskTitle& task = rows[places.find(text(tasks_, 2))->second].tasks.emplace_back();
            task.id = text(tasks_, 0);
            task.title = text(tasks_, 1);
        }
        sqlite3_reset(tasks_);
        return rows;
    }

private:
    static void must(int code) {
        if (code != SQLITE_OK) stop("the C API failed");
    }
    sqlite3_stmt* prepare(std::string_view said) {
        sqlite3_stmt* statement = nullptr;
        must(sqlite3_prepare_v3(connection_->native_handle(), said.data(), static_cast<int>(said.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        return statement;
    }
    static void bind(sqlite3_stmt* statement, const std::string& tenant) {
        must(sqlite3_bind_text(statement, 1, tenant.data(), static_cast<int>(tenant.size()), SQLITE_STATIC));
    }
    static std::string_view text(sqlite3_stmt* statement, int column) {
        const auto* held = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        return {held, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
    }

    std::unique_ptr<tenon::sqlite::connection> connection_;
    sqlite3_stmt* owners_ = nullptr;
    sqlite3_stmt* tasks_ = nullptr;
};

class our_side {
public:
    explicit our_side(const std::string& path, tenon::sqlite::options how = {}) : database_(tenon::sqlite::open<owners_and_tasks>(path, std::move(how)).value()) {}
    std::vector<OwnerCard> cards(const std::string& tenant) {
        return tenon::repository<Owner>(database_.tenant(tenant)).find_many(tenon::as<OwnerCard>, tenon::order_by(tenon::asc<&Owner::id>)).value();
    }

private:
    tenon::sqlite::database<owners_and_tasks> database_;
};

constexpr const char* path = "sqlite_relations.db";
const std::string tenant = "acme";

void fill() {
    std::remove(path);
    auto database = tenon::sqlite::open<owners_and_tasks>(path).value();
    database.create_tables().value();
    for (const std::string& one : {tenant, std::string("globex")}) {
        std::vector<Owner> owners;
        std::vector<Task> tasks;
        for (int i = 0; i < 1000; ++i) {
            const std::string id = "owner-with-the-number-" + std::to_string(10'000 + i);
            owners.push_back({.id = id, .name = "the name of owner " + std::to_string(i)});
            for (int k = 0; k < 10; ++k) tasks.push_back({.id = "task-" + std::to_string(k) + "-of-" + id, .ownerId = id, .title = "what is to be done " + std::to_string(k)});
        }
        tenon::repository<Owner>(database.tenant(one)).create_many(owners).value();
        tenon::repository<Task>(database.tenant(one)).create_many(tasks).value();
    }
}

/// Both sides must say the same to SQLite and get the same from it.
void check() {
    std::vector<std::string> texts;
    tenon::sqlite::options watched;
    watched.hooks.on_statement = [&](const tenon::statement_event& event) {
        if (event.verb == tenon::verb::find_many) texts.emplace_back(event.text);
    };
    const auto ours = our_side(path, watched).cards(tenant);
    if (ours.size() != 1000 || ours[999].tasks.size() != 10 || ours != c_side(path).cards(tenant)) stop("the cards differ");
    if (texts != std::vector<std::string>{std::string(owners_text), std::string(tasks_text)}) stop("the sides run different SQL");
}

template <class Side> std::size_t run(int count, meter& measured) {
    Side side(path);
    std::size_t total = side.cards(tenant).size(); // prepared, and the file's pages read
    measured([&] {
        for (int i = 0; i < count; ++i) total += side.cards(tenant).back().tasks.size();
    });
    return total;
}

} // namespace

int main(int count, char** arguments) {
    const std::vector<std::string_view> given(arguments + 1, arguments + count);
    const bool one_side = given.size() == 4 && given[1] == "relations" && (given[2] == "ours" || given[2] == "c");
    if (one_side && given[0] == "--allocations" && !count_sqlite_allocations()) stop("SQLite does not let its allocator be counted");
    fill();
    meter measured;
    if (one_side) {
        const int times = std::atoi(arguments[4]);
        given[2] == "ours" ? run<our_side>(times, measured) : run<c_side>(times, measured);
        if (given[0] == "--allocations")
            std::printf("%.3f %.3f\n", static_cast<double>(measured.allocated) / times, static_cast<double>(measured.library_allocated) / times);
        std::remove(path);
        return 0;
    }
    check();
    std::vector<double> seconds[2];
    in_turns(2, 9, [&](int side) {
        meter timed;
        side == 0 ? run<our_side>(10, timed) : run<c_side>(10, timed);
        seconds[side].push_back(timed.seconds);
    }, [] {});
    std::printf("1000 rows with ten each: tenon %.2f ms, C API %.2f ms, rate %.3f of it\n", median(seconds[0]) * 100, median(seconds[1]) * 100,
                median(seconds[1]) / median(seconds[0]));
    std::remove(path);
    return 0;
}
