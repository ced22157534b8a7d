// A C++ program lends its pool of std::thread: the same bits as on one thread, also when several
// threads call at once, and when the call comes from one of the pool's.
#include <atomic>
#include <condition_variable>
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

extern "C" {
#include <cmocka.h>
}

#include "gesso.h"
#include "support/lent.h"

namespace {

class Pool {
 public:
  explicit Pool(int size) {
    for (int i = 0; i < size; i++) threads_.emplace_back([this] { work(); });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> hold(lock_);
      ending_ = true;
    }
    wake_.notify_all();
    for (auto &thread : threads_) thread.join();
  }
  void submit(std::function<void()> job) {
    {
      std::lock_guard<std::mutex> hold(lock_);
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }
  int size() const { return static_cast<int>(threads_.size()); }

 private:
  void work() {
    for (;;) {
      std::unique_lock<std::mutex> hold(lock_);
      wake_.wait(hold, [this] { return ending_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      hold.unlock();
      job();
    }
  }
  std::mutex lock_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  bool ending_ = false;
};

Pool *pool;

// The caller takes tasks too, so that a call from a thread of the pool cannot wait for itself; a
// helper that comes late finds nothing left, and all that it touches is its own.
void lend(void *context, size_t tasks, gesso_task task, void *task_context) {
  lent_count(context, tasks);
  struct Job {
    std::atomic<size_t> next{0}, done{0};
  };
  auto job = std::make_shared<Job>();
  auto work = [=] {
    for (size_t i; (i = job->next++) < tasks; job->done++) task(task_context, i);
  };
  for (int i = 0; i < pool->size(); i++) pool->submit(work);
  work();
  while (job->done != tasks) std::this_thread::yield();
}

void lent_by_cxx(void **) { lent_check(lend); }

void many_callers(void **) {
  std::atomic<int> bad{0};
  std::vector<std::thread> callers;
  lent_begin(lend);
  for (int i = 0; i < 4; i++) callers.emplace_back([&] { bad += lent_difference() != nullptr; });
  for (auto &caller : callers) caller.join();
  lent_end();
  assert_int_equal(bad.load(), 0);
}

void from_the_pools_own_threads(void **) {
  std::vector<std::future<const char *>> results;
  lent_begin(lend);
  for (int i = 0; i < pool->size(); i++) {
    auto call = std::make_shared<std::packaged_task<const char *()>>(lent_difference);
    results.push_back(call->get_future());
    pool->submit([call] { (*call)(); });
  }
  int bad = 0;
  for (auto &result : results) bad += result.get() != nullptr;
  lent_end();
  assert_int_equal(bad, 0);
}

}  // namespace

int main() {
  Pool own(3);
  pool = &own;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lent_by_cxx),
      cmocka_unit_test(many_callers),
      cmocka_unit_test(from_the_pools_own_threads),
  };
  return cmocka_run_group_tests_name("cxxpool", tests, lent_prepare, nullptr);
}
