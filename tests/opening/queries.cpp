// Uses a database that another file opens.
#include <tenon/sqlite.hpp>

#include <cstddef>
#include <string>

struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
};
using app = tenon::schema<Note>;
using scope = tenon::sqlite::database<app>::tenant_scope_type;

std::size_t use(const scope& tenant, const std::string& text) {
    const auto notes = tenon::repository<Note>(tenant);
    const auto made = notes.create({.text = text});
    const auto found = notes.find_many(tenon::where(tenon::field<&Note::text> == text));
    return made && found ? found->size() : 0;
}

#ifdef OPENS
tenon::sqlite::database<app> opened(const std::string& path) { return tenon::sqlite::open<app>(path).value(); }
#endif
