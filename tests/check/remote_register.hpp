#pragma once

#include <charconv>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/operation.hpp"
#include "core/port.hpp"
#include "core/process.hpp"
#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"

namespace conclave::test {

/// What may be wrong with a register on one server.
enum class Flaw : std::uint8_t {
    none,
    hasty_server,  ///< the server answers a write before it has written
    stale_cache,   ///< a client answers a read with what it read or wrote lately
    deaf_server,   ///< the server does not answer a read before the first write
};

/// A register of p0's that everybody reads and writes: each operation is one question to the server
/// and one answer. It begins with 0. A toy that has operations; its links must be perfect.
class RemoteRegister {
public:
    RemoteRegister(Context& ctx, Link& link, Flaw flaw)
        : write{ctx}, read{ctx}, ctx_{ctx}, port_{ctx, link, *this}, flaw_{flaw} {}

    /// "write 5" or "read"
    void request(std::string_view line) {
        if (line.starts_with("write ")) {
            std::int32_t value = 0;
            std::from_chars(line.data() + 6, line.data() + line.size(), value);
            auto const id = write.invoke(value);
            port_.send(server, Write{id, value});
        } else {
            auto const id = read.invoke();
            if (flaw_ == Flaw::stale_cache && ctx_.now() < cached_until_)
                read.respond(id, cached_);
            else
                port_.send(server, Read{id});
        }
    }

    Operation<"write", void(std::int32_t)> write;
    Operation<"read", std::int32_t()> read;

private:
    struct Write {
        OperationId id{};
        std::int32_t value{0};
    };
    struct Written {
        OperationId id{};
    };
    struct Read {
        OperationId id{};
    };
    struct Value {
        OperationId id{};
        std::int32_t value{0};
    };
    using Port = conclave::Port<Link, RemoteRegister, Write, Written, Read, Value>;
    friend Port;
    static constexpr ProcessId server{};

    void upon(ProcessId from, Write const& question) {
        if (flaw_ == Flaw::hasty_server) {
            late_.push_back(question.value);
            not_written_.start(std::chrono::milliseconds{30});
        } else {
            value_ = question.value;
        }
        port_.send(from, Written{question.id});
    }
    void upon(ProcessId, Written const& answer) { write.respond(answer.id); }
    void upon(ProcessId from, Read const& question) {
        if (flaw_ == Flaw::deaf_server && value_ == 0) return;
        port_.send(from, Value{question.id, value_});
    }
    void upon(ProcessId, Value const& answer) {
        cached_ = answer.value;
        cached_until_ = ctx_.now() + std::chrono::milliseconds{100};
        read.respond(answer.id, answer.value);
    }

    Context& ctx_;
    Port port_;
    Flaw flaw_;
    std::int32_t value_{0};           // the server's
    std::vector<std::int32_t> late_;  // values that the hasty server has not written yet
    std::int32_t cached_{0};
    Time cached_until_{};
    Timer not_written_{ctx_, "not written", [this] {
                           for (auto const value : std::exchange(late_, {})) value_ = value;
                       }};
};

template <Flaw flaw>
struct RegisterStack final : Stack {
    explicit RegisterStack(Context& ctx) : fll{ctx}, pl{ctx, fll}, reg{ctx, pl, flaw} {}
    void request(std::string_view line) override { reg.request(line); }

    FairLossLink fll;
    PerfectLink pl;
    RemoteRegister reg;

    [[nodiscard]] static MakeStack make() {
        return [](Context& ctx) { return std::make_unique<RegisterStack>(ctx); };
    }
};

}  // namespace conclave::test
