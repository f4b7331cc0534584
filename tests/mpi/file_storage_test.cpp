#include "mpi/file_storage.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "core/input_error.hpp"

namespace conclave::mpi {
namespace {

class FileStorageTest : public ::testing::Test {
protected:
    FileStorageTest() {
        std::string name = ::testing::TempDir() + "/storage-XXXXXX";
        folder_ = mkdtemp(name.data());
    }
    ~FileStorageTest() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::filesystem::path file() const { return folder_ / "p0"; }

private:
    std::filesystem::path folder_;
};

TEST_F(FileStorageTest, KeepsWhatWasPutForTheNextLife) {
    {
        FileStorage storage{file()};
        storage.store("term", std::uint64_t{7});
        storage.store("vote", std::string{"p3"});
        storage.store("term", std::uint64_t{8});
        storage.store("gone", true);
        storage.erase("gone");
    }
    FileStorage const storage{file()};
    EXPECT_EQ(storage.load<std::uint64_t>("term"), 8U);
    EXPECT_EQ(storage.load<std::string>("vote"), "p3");
    EXPECT_FALSE(storage.get("gone"));
}

TEST_F(FileStorageTest, BeginsEmptyAndWritesNothingByItself) {
    FileStorage const storage{file()};
    EXPECT_FALSE(storage.get("term"));
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(FileStorageTest, EveryCutShortFileIsRefused) {
    FileStorage{file()}.store("term", std::uint64_t{7});
    for (auto size = std::filesystem::file_size(file()); size-- > 0;) {
        std::filesystem::resize_file(file(), size);
        EXPECT_THROW(FileStorage{file()}, InputError) << size << " bytes";
    }
}

TEST_F(FileStorageTest, EveryAlteredByteIsNoticed) {
    FileStorage{file()}.store("term", std::uint64_t{7});
    auto const size = std::filesystem::file_size(file());
    for (std::size_t i = 0; i < size; ++i) {
        std::fstream stream{file(), std::ios::in | std::ios::out | std::ios::binary};
        auto const place = static_cast<std::streamoff>(i);
        char const before = static_cast<char>(stream.seekg(place).get());
        stream.seekp(place).put(static_cast<char>(before ^ 1)).flush();
        EXPECT_THROW(FileStorage{file()}, InputError) << "byte " << i;
        stream.seekp(place).put(before);
    }
    EXPECT_EQ(FileStorage{file()}.load<std::uint64_t>("term"), 7U);
}

TEST_F(FileStorageTest, AFolderThatCannotBeWrittenIsAnInputError) {
    FileStorage storage{file().parent_path() / "missing" / "p0"};
    EXPECT_THROW(storage.store("term", 1), InputError);
}

}  // namespace
}  // namespace conclave::mpi
