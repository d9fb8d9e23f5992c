// tenon/migration/startup.hpp: how a program's start stands, for whoever asks: an endpoint for health, a log.
//
//     tenon::migration::startup startup;
//     // in a thread: tenon::sqlite::open<app>("file:app.db", {.migrate = tenon::migrate::deploy, .seed = seed, .startup = &startup})
//     const auto now = startup.health();
//     respond(now.ok ? 200 : 503, to_json(now));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/json_line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// What a start is doing.
enum class start_stage : std::uint8_t {
    waiting,   ///< it has not begun
    migrating, ///< or waits for others who do
    seeding,   ///< or waits for others who migrate
    ready,
    failed,    ///< it has ended, and may begin again
};

constexpr std::string_view to_string(start_stage s) noexcept {
    constexpr std::array<std::string_view, 5> names{"waiting", "migrating", "seeding", "ready", "failed"};
    return names[static_cast<std::size_t>(s)];
}

/// How a start stands.
struct startup_health {
    bool ok = false; ///< ready: the schema is as it was asked for, and the rows are there
    start_stage stage = start_stage::waiting;
    std::vector<std::string> applied{}; ///< migrations that the database has, as far as the start has looked at the folder
    std::vector<std::string> pending{}; ///< those that it has not yet
    bool seeded = false;                ///< the seed has been written
    /// What went wrong last, also where it is being tried again; `errc::ok` before anything has, and when the start is ready.
    tenon::error error{};
};

/// The same as one JSON object: `{"ok":false,"stage":"failed","applied":[…],"pending":[…],"seeded":false,"error":{"code":"busy",
/// "message":"…"}}`. It holds no values of rows: see error::message.
TENON_RARE std::string to_json(const startup_health& health) {
    std::string text = "{\"ok\":";
    text += health.ok ? "true" : "false";
    const auto add_text = [&](std::string_view name, std::string_view value) {
        json_line::append_text(text, name);
        text += ':';
        json_line::append_text(text, value);
    };
    const auto add_list = [&](std::string_view name, const std::vector<std::string>& values) {
        text += ',';
        json_line::append_text(text, name);
        text += ":[";
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i != 0) text += ',';
            json_line::append_text(text, values[i]);
        }
        text += ']';
    };
    text += ',';
    add_text("stage", to_string(health.stage));
    add_list("applied", health.applied);
    add_list("pending", health.pending);
    text += health.seeded ? ",\"seeded\":true" : ",\"seeded\":false";
    text += ",\"error\":";
    if (health.error.code == errc::ok) return text += "null}";
    text += '{';
    add_text("code", to_string(health.error.code));
    text += ',';
    add_text("message", health.error.message);
    return text += "}}";
}

/// Where a start tells how it stands. Thread-safe. It may be of several starts, one after the other.
class startup {
public:
    startup_health health() const {
        const std::scoped_lock lock(mutex_);
        return health_;
    }
    /// For whoever starts: `news(health)` changes it.
    template <class News> void tell(News news) {
        const std::scoped_lock lock(mutex_);
        news(health_);
    }

private:
    mutable std::mutex mutex_;
    startup_health health_;
};

} // namespace tenon::inline TENON_ABI::migration
