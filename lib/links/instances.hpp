#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/port.hpp"
#include "core/reserved_places.hpp"
#include "links/key_set.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

namespace conclave {

/// A packet of the instance with this key.
template <class Key>
struct Keyed {
    Key key{};
    Parcel parcel{};
};

/// Module       Instances: makes modules on demand, each under a key, over one Link
/// Source       Cachin, Guerraoui, Rodrigues 2e, Algorithm 6.1 (for each round an instance of
///              consensus, named by it)
/// Assumes      what the link below assumes; every process makes like modules under like keys
/// Properties   those of the link below, for the messages of each instance
/// Cost         no message beyond the instances' own; the key and 15 bytes in each
///
/// `Instances<Slot, Consensus> slots_{ctx_, link_, [this](Context& ctx, Link& link, Slot slot) {
/// ... }}`: the function makes the module on the context and the link that it is given, connects
/// the owner to its indications, and must do nothing else: it is called once more to count what it
/// makes. The module is written as any other. It must not listen to a module outside, which may
/// outlive it: its owner passes on what it has to know. All instances share their channels, and
/// thus the keys that these form on stable storage. What an instance tells shows its key at the end
/// of the line, but for remarks (Context::trace), which are the process's.
template <class Key, class Module>
class Instances {
public:
    static constexpr Layer layer = Layer::link;
    using Make = std::function<std::unique_ptr<Module>(Context&, Link&, Key const&)>;
    /// Whether there can be an instance of this key; a message for another one is garbled.
    using Sensible = std::function<bool(Key const&)>;

    Instances(Context& ctx, Link& below, Make make, Sensible sensible = {})
        : retiring_{*this, ctx},
          port_{ctx, below, *this},
          make_{std::move(make)},
          sensible_{std::move(sensible)},
          places_{ctx, [this](Context& aside) { return make_(aside, nowhere_, Key{}); }} {}

    /// The instance of this key, made if it is not there; it must not have been collected.
    Module& operator[](Key const& key) {
        ENSURE(!collected(key), "an instance that was collected is gone");
        return *living(key).module;
    }
    /// The instance of this key, or null if it is not there.
    [[nodiscard]] Module* find(Key const& key) {
        auto const found = living_.find(key);
        return found == living_.end() || collected(key) ? nullptr : found->second->module.get();
    }
    /// There need not be an instance of this key any more, nor again in this life: it ends with the
    /// handler that is at work, and what still comes for it is dropped without a word. What a
    /// process remembers of it after a crash is its owner's affair.
    void collect(Key const& key) {
        if (!collected_.insert(key)) return;
        if (living_.contains(key)) retiring_.later(key);
    }
    [[nodiscard]] bool collected(Key const& key) const { return collected_.contains(key); }

    /// How many there are.
    [[nodiscard]] std::size_t size() const { return living_.size(); }
    /// The keys that were collected. Those that follow one another take the memory of one.
    [[nodiscard]] KeySet<Key> const& collected() const { return collected_; }

private:
    using Port = conclave::Port<Link, Instances, Keyed<Key>>;
    friend Port;

    /// One instance, and the link that it stands on.
    struct Living final : public Link {
        Living(Instances& owner, Key const& its_key)
            : all{owner}, key{its_key}, name{all.retiring_.name_of(key)} {}
        void send(ProcessId to, Packet const& packet) override {
            all.port_.send(to, Keyed<Key>{key, Parcel::of(packet)});
        }
        using Link::carries;
        using Link::deliver;

        Instances& all;
        Key key;
        std::string name;
        std::unique_ptr<Module> module{};  // the last: it stands on the others
    };

    /// The link of an instance that is only counted.
    struct Nowhere final : public Link {
        void send(ProcessId, Packet const&) override {}
    };

    /// Ends instances once no handler of theirs can be at work.
    class Retiring final : private Piece, private Pending {
    public:
        Retiring(Instances& all, Context& ctx) : Piece{ctx, Layer::link}, all_{all} {}
        ~Retiring() { forget(*this); }
        /// As people read it: within an instance, after that one's.
        [[nodiscard]] std::string name_of(Key const& key) const {
            return (instance().empty() ? "" : std::string{instance()} + '/') + show(key);
        }
        void later(Key const& key) {
            keys_.push_back(key);
            tell_later(*this);
        }

    private:
        void tell_next() override {
            for (Key const& key : std::exchange(keys_, {})) all_.living_.erase(key);
        }
        Instances& all_;
        std::vector<Key> keys_;
    };

    void upon(ProcessId from, Keyed<Key> const& keyed) {
        if (!places_.hold(keyed.parcel.channel) || (sensible_ && !sensible_(keyed.key)))
            return port_.reject(from);
        if (collected(keyed.key)) return;
        Living const& instance = living(keyed.key);
        if (!instance.carries(keyed.parcel.channel)) return port_.reject(from);
        instance.deliver(from, keyed.parcel.packet());
    }

    Living& living(Key const& key) {
        if (auto const found = living_.find(key); found != living_.end()) return *found->second;
        auto made = std::make_unique<Living>(*this, key);
        made->module =
            places_.take(made->name, [&](Context& ctx) { return make_(ctx, *made, key); });
        return *living_.emplace(key, std::move(made)).first->second;
    }

    Retiring retiring_;
    Port port_;
    Make make_;
    Sensible sensible_;
    Nowhere nowhere_;
    ReservedPlaces places_;
    std::map<Key, std::unique_ptr<Living>> living_;
    KeySet<Key> collected_;
};

}  // namespace conclave
