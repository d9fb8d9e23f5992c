// tenon/migration/pull_structs.hpp: what tables, columns and enumerations of a database are called in C++.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/pull_names.hpp>
#include <tenon/migration/snapshot.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration::detail {

/// The audit trail is a model of tenon's.
inline bool is_trail(const sql::table_snapshot& table) { return table.name == "tenon_audit"; }

/// No name is used twice: neither two of the database that C++ has to spell the same, nor those that are ours. Borrows the tables.
class struct_names {
public:
    TENON_COLD explicit struct_names(const snapshot& from) {
        for (const bool as_they_are : {true, false})
            for (const auto& table : from.tables)
                if (!is_trail(table) && (identifier_of(table.name) == table.name) == as_they_are) structs_[&table] = types_.add(table.name);
        for (const auto& [table, name] : structs_) {
            std::vector<std::string> columns;
            for (const auto& column : table->columns) columns.push_back(column.name);
            fields_[table] = identifiers({"tenon_model", name}).add(columns);
        }
    }

    const std::string& of(const sql::table_snapshot& table) const { return structs_.at(&table); }
    TENON_COLD std::string of(const sql::table_snapshot& table, const std::string& column) const {
        const auto& names = fields_.at(&table);
        const auto found = names.find(column);
        return found != names.end() ? found->second : identifier_of(column); // of a text that the database keeps elsewhere
    }
    /// And whether it is asked for the first time.
    TENON_COLD std::pair<std::string, bool> of_enum(const std::string& schema, const std::string& type) {
        const auto [place, is_new] = enums_.try_emplace({schema, type});
        if (is_new) place->second = types_.add(type);
        return {place->second, is_new};
    }

private:
    identifiers types_{{"models", "std", "tenon"}};
    std::map<const sql::table_snapshot*, std::string> structs_;
    std::map<const sql::table_snapshot*, std::map<std::string, std::string>> fields_; ///< of each column
    std::map<std::pair<std::string, std::string>, std::string> enums_;
};

} // namespace tenon::inline TENON_ABI::migration::detail
