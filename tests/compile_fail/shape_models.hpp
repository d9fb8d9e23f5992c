// Models that refer to each other, shapes of parts of them, and a database.
#pragma once

#include "models.hpp"

#include <string>
#include <vector>

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
struct PostId {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct UserName {
    std::string email;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct UserPosts {
    std::string email;
    std::vector<PostId> posts;
    tenon::count_of<&Post::userId> count;
    static constexpr auto tenon_shape = tenon::of<User>;
};

template <class Model> auto blog_rows() {
    return tenon::repository<Model>(tenon::sqlite::open<tenon::schema<User, Post>>(":memory:").value().tenant("acme"));
}
