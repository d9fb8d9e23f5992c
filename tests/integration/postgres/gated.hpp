// A database behind a gate: what breaks on the way is broken on request.
#pragma once

#include "integration/postgres/support.hpp"
#include "support/gate.hpp"

namespace postgres_tests {

enum class side { server, client };

/// A database behind a gate, with one row.
struct gated {
    explicit gated(options how = {})
        : place({.row_level_security = how.row_level_security}),
          db(tenon::postgres::open<app>(gate.through(place.url()), std::move(how)).value()) {
        accounts(db).create({.id = "first", .email = "first@b.test", .level = 7, .note = "a note"}).value();
    }
    void cut(side of, std::size_t bytes) {
        if (of == side::server)
            gate.cut_after_server_bytes(bytes);
        else
            gate.cut_after_client_bytes(bytes);
    }

    tables<> place;
    support::gate gate;
    database db;
};

} // namespace postgres_tests
