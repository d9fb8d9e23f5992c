// Tables and constraints as errors of a cluster name them.
#include <tenon/postgres/told_names.hpp>

#include "support/catch.hpp"

using tenon::postgres::detail::is_named;
using tenon::postgres::detail::mentions;

TEST_CASE("the number of a shard behind a constraint's name is not part of it") {
    CHECK(is_named("User_pkey", "User_pkey"));
    CHECK(is_named("User_pkey_102061", "User_pkey"));
    CHECK(is_named("User_pkey_9999999999", "User_pkey"));
    CHECK(is_named("t_2024_102008", "t_2024"));
    CHECK(is_named("t_102008_102009", "t_102008"));
}

TEST_CASE("a name that goes on in another way is another name") {
    CHECK_FALSE(is_named("User_pkey", "User"));
    CHECK_FALSE(is_named("User_pkey_102061", "User"));
    CHECK_FALSE(is_named("User_tenantId_fkey_2", "User_tenantId_fkey"));
    CHECK_FALSE(is_named("User_pkey_", "User_pkey"));
    CHECK_FALSE(is_named("User_pkey_10206x", "User_pkey"));
    CHECK_FALSE(is_named("User_pkey102061", "User_pkey"));
    CHECK_FALSE(is_named("User_pkey_102061_", "User_pkey"));
    CHECK_FALSE(is_named("A_User_pkey_102061", "User_pkey"));
    CHECK_FALSE(is_named("User_pke", "User_pkey"));
    CHECK_FALSE(is_named("", "User_pkey"));
}

TEST_CASE("a message names a constraint between quotes, of any language") {
    CHECK(mentions(R"(duplicate key value violates unique constraint "User_pkey_102061")", "User_pkey"));
    CHECK(mentions(R"(duplicate key value violates unique constraint "User_pkey")", "User_pkey"));
    CHECK(mentions("doppelter Schlüsselwert verletzt Unique-Constraint »User_pkey_102061«", "User_pkey"));
    CHECK(mentions("повторяющееся значение ключа нарушает ограничение уникальности \"User_pkey_102061\"", "User_pkey"));
    CHECK(mentions(R"(insert or update on table "Post_102090" violates foreign key constraint "a ""b""_fkey_102090")", R"(a ""b""_fkey)"));
}

TEST_CASE("what only looks like a constraint's name in a message is none") {
    const char* const message = R"(null value in column "email" of relation "User_102008" violates not-null constraint)";
    CHECK(mentions(message, "email"));
    CHECK(mentions(message, "User"));
    for (const char* other : {"value", "column", "null", "relation", "mail", "User_10", "Use", "102008", "not-null constraint"})
        CHECK_FALSE(mentions(message, other));
    CHECK_FALSE(mentions("", "User"));
    CHECK_FALSE(mentions("\"User", "User"));
    CHECK_FALSE(mentions("User\"", "User"));
    CHECK_FALSE(mentions(R"("User_pkey_2")", "User_pkey"));
}
