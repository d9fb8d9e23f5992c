// SQL by hand on a tenon database, and schemas as text: what the tests of migrations share.
#pragma once

#include <tenon/migration.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// Runs one statement. Throws what the database says against it.
template <class Database>
void run(const Database& db, std::string_view text) {
    db.system("test")
        .transaction([&](auto& tx) -> tenon::result<void> {
            auto why = tenon::migration::detail::run_text(tx.session(), tenon::driver::caller{nullptr, "test"}, text);
            if (why == nullptr) return {};
            why->message.append(" ").append(why->server_text);
            return tenon::fail(std::move(why));
        })
        .value();
}

/// The first value of each row, which is a text.
template <class Database>
std::vector<std::string> rows(const Database& db, std::string_view text) {
    std::vector<std::string> found;
    auto scope = db.system("test");
    auto why = tenon::migration::detail::ask(scope.session(), tenon::driver::caller{nullptr, "test"}, text, tenon::driver::access::write, 1,
                                             &found, [](void* into, const tenon::sql::catalog_row& row) {
                                                 static_cast<std::vector<std::string>*>(into)->push_back(row[0].value_or("NULL"));
                                             });
    if (why != nullptr) throw std::runtime_error(to_string(*why) + " " + why->server_text);
    return found;
}

template <class Database>
tenon::migration::snapshot introspected(const Database& db) {
    return tenon::migration::introspect(db.system("test")).value();
}

/// What leads from one schema to another, a sentence a line.
inline std::string differences(const tenon::migration::snapshot& from, const tenon::migration::snapshot& to) {
    std::string text;
    for (const auto& change : tenon::migration::diff(from, to).changes) text.append(tenon::migration::describe(change)).append("\n");
    return text;
}

} // namespace support
