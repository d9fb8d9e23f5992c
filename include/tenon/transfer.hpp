// tenon/transfer.hpp: the rows of a database, or of one tenant, as lines of JSON and back.
//
//     #include <tenon/sqlite.hpp>
//     #include <tenon/transfer.hpp>
//
//     std::ofstream file("acme.jsonl", std::ios::binary);
//     tenon::transfer::export_rows(db, {.tenant = "acme"}, tenon::transfer::lines_to(file)).value();
//
//     std::ifstream back("acme.jsonl", std::ios::binary);
//     tenon::transfer::import_rows(db, back, {.file = "acme.jsonl", .tenant = "copy"}).value();
#pragma once

#include <tenon/transfer/export.hpp>
#include <tenon/transfer/import.hpp>
#include <tenon/transfer/target.hpp>
#include <tenon/transfer/tenants.hpp>
