import CKernels

/// What a sweep computes for 16 elements from index i on.
protocol Kernel {
  func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V
}

struct Forward<A: Activation>: Kernel {
  let function: A
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    function.forward(lanes.load(run.x + i))
  }
}

struct Backward<A: Activation>: Kernel {
  let function: A
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    function.backward(lanes.load(run.x + i), lanes.load(run.dy + i))
  }
}

struct BackwardFromOutput<A: Activation>: Kernel {
  let function: A
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    function.backward(output: lanes.load(run.x + i), lanes.load(run.dy + i))
  }
}

/// What is there already, plus the kernel's value.
struct Adding<K: Kernel>: Kernel {
  let kernel: K
  let out: UnsafeMutablePointer<Float>
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    lanes.load(out + i) + kernel(i, lanes)
  }
}

/// out[i] = kernel(i) for all i in [0, n). The kernel's code stands here twice, for whole and for part vectors, which
/// keeps the library small.
@inline(__always) func sweep(_ kernel: some Kernel, _ run: gesso_run) {
  var i = 0
  // Streaming stores want addresses that are multiples of 64.
  var part = run.stream ? min(Int(bitPattern: (0 &- UInt(bitPattern: run.out)) & 63) &>> 2, run.n) : 0
  while i < run.n {
    if part > 0 {
      let lanes = First(count: part)
      lanes.store(kernel(i, lanes), run.out + i)
      i &+= part
    }
    while i &+ 16 <= run.n {
      let v = kernel(i, Whole())
      if run.stream {
        gesso_store_stream(v, run.out + i)
      } else {
        Whole().store(v, run.out + i)
      }
      i &+= 16
    }
    part = run.n &- i
  }
  if run.stream { gesso_store_fence() }
}

@inline(__always) func sweepGradient(_ kernel: some Kernel, _ run: gesso_run) {
  if run.accumulate {
    sweep(Adding(kernel: kernel, out: run.out), run)
  } else {
    sweep(kernel, run)
  }
}
