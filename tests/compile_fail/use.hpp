// What programs do with a model: opening, creating tables, reading. Behind a mistake none of it may be an error too.
#pragma once

#include <tenon/sqlite.hpp>

template <class Model, class... Others> auto use() {
    using app = tenon::schema<Model, Others...>;
    auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    auto rows = tenon::repository<Model>(db.tenant("acme"));
    for (const auto& row : rows.find_many(tenon::take(3)).value()) static_cast<void>(row);
    static_cast<void>(rows.count().value() + rows.page(tenon::take(3)).value().total);
    if (rows.exists().value()) static_cast<void>(*rows.find_first().value());
    return rows;
}
