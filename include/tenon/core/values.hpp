// tenon/core/values.hpp: every value type and how it is stored.
//
//     static_assert(tenon::storable<std::optional<tenon::decimal>>);
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/values/blob.hpp>
#include <tenon/core/values/blob_codec.hpp>
#include <tenon/core/values/boolean.hpp>
#include <tenon/core/values/date.hpp>
#include <tenon/core/values/date_codec.hpp>
#include <tenon/core/values/decimal.hpp>
#include <tenon/core/values/decimal_codec.hpp>
#include <tenon/core/values/enumeration.hpp>
#include <tenon/core/values/floating.hpp>
#include <tenon/core/values/integer.hpp>
#include <tenon/core/values/json.hpp>
#include <tenon/core/values/json_codec.hpp>
#include <tenon/core/values/list.hpp>
#include <tenon/core/values/text.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/timestamp_codec.hpp>
#include <tenon/core/values/uuid.hpp>
#include <tenon/core/values/uuid_codec.hpp>
