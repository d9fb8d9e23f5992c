// Living on tables that Prisma made: its keys, its names, its NULLs; and the tenant in every statement all the same.
#include <cstdio>
#include <optional>
#include <string>

#include "support/open.hpp"

// model User {
//   id        String   @id @default(cuid())
//   tenantId  String
//   email     String   @unique
//   createdAt DateTime @default(now())
//   updatedAt DateTime @updatedAt
//   posts     Post[]
// }
struct User {
    std::string id;
    std::string tenantId;
    std::string email;
    tenon::timestamp createdAt;
    tenon::timestamp updatedAt;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::created_at<&User::createdAt>,
                                                     tenon::updated_at<&User::updatedAt>);
};

// model Post {
//   id       Int     @id @default(autoincrement())
//   title    String
//   views    Int     @default(0)
//   authorId String
//   author   User    @relation(fields: [authorId], references: [id], onDelete: Cascade)
// }
struct Post { // no tenant of its own: it is its author's
    std::int32_t id = 0;
    std::string title;
    int views = 0;
    std::string authorId;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Post::id>(tenon::autoincrement), tenon::default_value<&Post::views>(0),
        tenon::tenant_via<&Post::authorId>, tenon::references<&Post::authorId, &User::id>(tenon::on_delete::cascade));
};

using app = tenon::schema<tenon::layout::prisma, User, Post>;

int main() {
    std::string sql;
    const auto keep = [&](const tenon::statement_event& sent) {
        sql = sent.text;
        if (sent.verb == tenon::verb::schema) std::printf("%s;\n", sql.c_str());
    };
    auto db = example::open<app>({.on_statement = keep}).value();
    db.create_tables().value(); // what Prisma would have made

    auto acme = db.tenant("acme");
    auto users = tenon::repository<User>(acme);
    auto posts = tenon::repository<Post>(acme);
    const auto ann = users.create({.email = "ann@acme.test"}).value();
    const auto post = posts.create({.title = "Hello", .authorId = ann.id}).value();
    std::printf("\npost %d\n%s\n", post.id, sql.c_str());
    posts.update(post.id, tenon::increment<&Post::views>(1)).value();
    std::printf("%s\n", sql.c_str());

    const auto stranger = tenon::repository<Post>(db.tenant("globex")).get(post.id);
    std::printf("%s\n", std::string(prisma_code(stranger.error().code)).c_str());
}
