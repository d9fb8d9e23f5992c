#pragma once

#include "everything.hpp"

#include <string>

struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
};

using app = tenon::schema<Note>;

inline auto open_and_use() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    auto acme = db.tenant("acme");
    auto note = tenon::repository<Note>(acme).create({.text = "hello"}).value();
    return tenon::repository<Note>(acme).get(note.id).value().text;
}

std::string from_the_other_file();
