// What a stream takes: as much memory for a million rows as for a thousand.
#include "integration/sqlite/support.hpp"

#include <algorithm>
#include <cstddef>
#include <malloc.h>

using namespace sqlite_tests;

namespace {

/// So many accounts of more than a hundred bytes, and two posts of each of the first of them.
void fill(const std::string& path, int accounts, int with_posts) {
    raw file(path);
    const std::string numbers = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ";
    file.run(numbers + std::to_string(accounts - 1) +
             ") INSERT INTO \"Account\" (\"id\", \"tenantId\", \"email\", \"plan\", \"active\", \"level\", \"note\") "
             "SELECT printf('account-%08d-of-the-tenant-acme', n), 'acme', printf('a.person.with.the.number.%08d@acme.example', n), 'free', 1, 0, "
             "printf('%060d', n) FROM numbers");
    file.run(numbers + std::to_string(2 * with_posts - 1) +
             ") INSERT INTO \"Post\" (\"id\", \"tenantId\", \"accountId\", \"title\") "
             "SELECT printf('post-%08d', n), 'acme', printf('account-%08d-of-the-tenant-acme', n / 2), printf('%060d', n) FROM numbers");
}

struct AccountWithPosts {
    std::string id;
    std::vector<Post> posts;
    static constexpr auto tenon_shape = tenon::of<Account>;
};

/// The rows of a stream, and how much more memory it took at most than before its first row.
template <class Stream, class Look> std::pair<int, std::size_t> walk(Stream stream, Look look) {
    std::size_t most = 0;
    int count = 0;
    const std::size_t before = mallinfo2().uordblks;
    for (auto& row : stream) {
        REQUIRE(row);
        look(*row);
        if (++count % 1000 == 7) most = std::max(most, mallinfo2().uordblks);
    }
    return {count, most - std::min(most, before)};
}

} // namespace

TEST_CASE("memory does not grow with the rows of a stream, nor with what hangs on them") {
    const directory folder;
    const std::string path = folder / "app.db";
    const database db = make(path, {.cache_bytes = 1 << 20});
    fill(path, 1'000'000, 50'000);
    const auto accounts = tenon::repository<Account>(db.tenant("acme"));
    std::size_t bytes = 0;
    const auto [count, most] = walk(accounts.stream(), [&](const Account& row) { bytes += row.email.size(); });
    CHECK(count == 1'000'000);
    CHECK(bytes == 46'000'000);
    CHECK(most < 3'000'000); // the cache of pages among it
    std::size_t posts = 0;
    const auto few = tenon::where(tenon::field<&Account::id> < "account-00050000");
    const auto [shapes, most_of_shapes] = walk(accounts.stream(tenon::as<AccountWithPosts>, few), [&](const AccountWithPosts& row) { posts += row.posts.size(); });
    CHECK(shapes == 50'000);
    CHECK(posts == 100'000);
    CHECK(most_of_shapes < 3'000'000);
}
