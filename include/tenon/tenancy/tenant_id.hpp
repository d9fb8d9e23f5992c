// tenon/tenancy/tenant_id.hpp: the id of a tenant, as a cheap value.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// A tenant id. Only equality of bytes counts: no trimming, no folding of case. Copies of ids up to 62 bytes allocate
/// nothing; longer ones share one allocation. An id is valid when it is not empty and is valid UTF-8 without NUL (which
/// PostgreSQL cannot hold). A default-constructed id is not valid; a moved-from id stays as it was.
class tenant_id {
public:
    tenant_id() = default;
    explicit tenant_id(std::string_view id) : size_(static_cast<std::uint32_t>(id.size())) {
        valid_ = !id.empty() && id.find('\0') == std::string_view::npos && is_valid_utf8(id);
        if (id.size() <= here_.size()) std::memcpy(here_.data(), id.data(), id.size());
        else elsewhere_ = std::make_shared<const std::string>(id);
    }
    tenant_id(const tenant_id&) = default;
    tenant_id& operator=(const tenant_id&) = default;
    // A scope that was moved from must not turn into one without a tenant: moving is copying.
    ~tenant_id() = default;

    /// The bytes of the id. The view lives as long as this object is not assigned to.
    std::string_view view() const noexcept {
        return elsewhere_ ? std::string_view(*elsewhere_) : std::string_view(here_.data(), size_);
    }
    bool is_valid() const noexcept { return valid_; }

    friend bool operator==(const tenant_id& a, const tenant_id& b) noexcept { return a.view() == b.view(); }

private:
    std::uint32_t size_ = 0;
    bool valid_ = false;
    std::array<char, 62> here_{};
    std::shared_ptr<const std::string> elsewhere_;
};

} // namespace tenon::inline TENON_ABI
