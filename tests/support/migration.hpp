// SQL by hand on a tenon database, and schemas as text: what the tests of migrations share.
#pragma once

#include <tenon/migration.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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

/// The value of a result. Throws the whole error, with the statement and what the database says.
template <class T>
T value_of(tenon::result<T> given) {
    if (!given) throw std::runtime_error(to_string(given.error()) + "\n" + given.error().server_text + "\n" + given.error().statement);
    if constexpr (!std::is_void_v<T>) return std::move(*given);
}

template <class Database>
tenon::migration::snapshot introspected(const Database& db) {
    return value_of(tenon::migration::introspect(db.system("test")));
}

/// The tables of a database's models, as it spells them.
template <class Database>
tenon::migration::snapshot wanted_by(const Database& db) {
    return value_of(tenon::migration::spelled(db.system("test"), tenon::migration::snapshot_of(db)));
}

/// What leads from one schema to another, a sentence a line.
inline std::string differences(const tenon::migration::snapshot& from, const tenon::migration::snapshot& to) {
    std::string text;
    for (const auto& change : tenon::migration::diff(from, to).changes) text.append(tenon::migration::describe(change)).append("\n");
    return text;
}

} // namespace support
