// SQLSTATEs as error codes: those that have a sentence of their own, and whole classes.
#if TENON_TEST_POSTGRES
#include <tenon/postgres/errors.hpp>

#include "support/catch.hpp"

using tenon::errc;
using tenon::verb;

TEST_CASE("each SQLSTATE is the error code whose sentence says what to do about it") {
    struct {
        const char* state;
        errc code;
    } const table[] = {
        {"23505", errc::unique_violation},
        {"23503", errc::foreign_key_violation},
        {"23001", errc::relation_violation},
        {"23502", errc::not_null_violation},
        {"23514", errc::check_violation},
        {"23P01", errc::check_violation}, // an exclusion constraint
        {"44000", errc::check_violation}, // a view's WITH CHECK OPTION
        {"22003", errc::out_of_range},
        {"22008", errc::out_of_range},
        {"22001", errc::too_long},
        {"54000", errc::too_long},
        {"54001", errc::too_long},
        {"22P02", errc::invalid_value},
        {"22021", errc::invalid_value},
        {"40001", errc::serialization_conflict},
        {"40000", errc::serialization_conflict},
        {"40002", errc::serialization_conflict},
        {"40003", errc::commit_unknown},
        {"08007", errc::commit_unknown},
        {"40P01", errc::deadlock},
        {"72000", errc::serialization_conflict}, // a snapshot that is too old
        {"26000", errc::serialization_conflict},
        {"42P05", errc::serialization_conflict},
        {"25001", errc::transaction_closed},
        {"25P02", errc::transaction_closed},
        {"25006", errc::read_only},
        {"25P03", errc::connection_lost},
        {"25P04", errc::connection_lost},
        {"55P03", errc::busy},
        {"55006", errc::busy},
        {"55000", errc::unsupported},
        {"57014", errc::cancelled},
        {"57P01", errc::connection_lost},
        {"57P05", errc::connection_lost},
        {"08006", errc::connection_lost},
        {"58030", errc::connection_lost}, // as an I/O error of SQLite is
        {"58P01", errc::connection_lost},
        {"28P01", errc::authentication_failed},
        {"42501", errc::permission_denied},
        {"42P01", errc::missing_table},
        {"3F000", errc::missing_table},
        {"42703", errc::missing_column},
        {"42804", errc::schema_mismatch},
        {"42883", errc::schema_mismatch},
        {"42601", errc::invalid_sql},
        {"21000", errc::invalid_sql},
        {"0A000", errc::unsupported},
        {"HV000", errc::unsupported}, // a foreign table
        {"XX000", errc::unsupported},
        {"XX001", errc::corrupt},
        {"XX002", errc::corrupt},
        {"53000", errc::out_of_memory},
        {"53200", errc::out_of_memory},
        {"53100", errc::disk_full},
        {"53300", errc::connection_failed},
        {"53400", errc::quota_exceeded},
    };
    for (const auto& each : table) {
        INFO(each.state);
        CHECK(tenon::postgres::detail::code_of(each.state, verb::update) == each.code);
    }
}

TEST_CASE("what triggers and functions raise with a state of their own is a broken check") {
    for (const char* state : {"P0001", "P0004", "UT001", "T1234", "90001", "ZZ999"}) {
        INFO(state);
        CHECK(tenon::postgres::detail::code_of(state, verb::create) == errc::check_violation);
    }
}

TEST_CASE("a reference that stands in the way of a removal is another error than one that leads nowhere") {
    for (const verb each : {verb::remove, verb::remove_many})
        CHECK(tenon::postgres::detail::code_of("23503", each) == errc::relation_violation);
    for (const verb each : {verb::create, verb::update, verb::upsert})
        CHECK(tenon::postgres::detail::code_of("23503", each) == errc::foreign_key_violation);
}
#endif
