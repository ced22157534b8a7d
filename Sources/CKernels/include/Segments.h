/* Written by Sources/CKernels/segments.py; fits.py and minimax.py describe the method. */
#ifndef GESSO_SEGMENTS_H
#define GESSO_SEGMENTS_H

#include "Layout.h"

#pragma clang assume_nonnull begin

/* By so many bits the low end of a last coefficient is moved up to give the one before it. */
#define GESSO_SHARED 14

/* Phi(-a) e^(a^2/2) on [0, 15.75]; segment i is a = i/2 +- 1/4
 * Largest relative error of the polynomials: 2^-27.9. */
#define GESSO_MILLS_SEGMENTS(S) \
  S(0x1.ed9168p-4f, 0x1.d243f6p-2f, -0x1.6054f8p-2f, 0x1.a7cf36p-3f, \
    -0x1.b3ba38p-4f, 0x1.8d9a74p-5f, 0x1.e5e52ap-8f, 0) \
  S(0x1.fa9fbep-2f, 0x1.6737cep-2f, -0x1.cd967p-3f, 0x1.ea10b2p-4f, \
    -0x1.c5c81cp-5f, 0x1.79dc72p-6f, 0x1.95e09p-9f, 0) \
  S(0x1.fb9af8p-1f, 0x1.0d1176p-2f, -0x1.1b8432p-3f, 0x1.010db2p-4f, \
    -0x1.a03a7cp-6f, 0x1.33cb34p-7f, 0x1.0ddaaap-10f, 0) \
  S(0x1.826e98p+0f, 0x1.a3b06p-3f, -0x1.6f06cep-4f, 0x1.1d59eep-5f, \
    -0x1.9468aep-7f, 0x1.097776p-8f, 0x1.7dd526p-12f, 0) \
  S(0x1.fdbd1ap+0f, 0x1.59694ap-3f, -0x1.028652p-4f, 0x1.601d1ap-6f, \
    -0x1.bbf67ap-8f, 0x1.0637bep-9f, 0x1.35d09cp-13f, 0) \
  S(0x1.401b4ep+1f, 0x1.215e66p-3f, -0x1.757bb6p-5f, 0x1.bee952p-7f, \
    -0x1.f5b282p-9f, 0x1.0a791ep-10f, 0x1.05cc3ep-14f, 0) \
  S(0x1.7e9a48p+1f, 0x1.f3438ap-4f, -0x1.1b73eep-5f, 0x1.2e86e2p-7f, \
    -0x1.320adap-9f, 0x1.2759p-11f, 0x1.ddc84ap-16f, 0) \
  S(0x1.c01894p+1f, 0x1.b381f4p-4f, -0x1.b5db5cp-6f, 0x1.a267dap-8f, \
    -0x1.7e417ap-10f, 0x1.4fb158p-12f, 0x1.7dc474p-17f, 0) \
  S(0x1.00aaaap+2f, 0x1.81cc9cp-4f, -0x1.5b6852p-6f, 0x1.2be57ap-8f, \
    -0x1.f275b2p-11f, 0x1.902a5ep-13f, 0x1.cdc0e2p-18f, 0) \
  S(0x1.20c756p+2f, 0x1.5a7e48p-4f, -0x1.1a875ap-6f, 0x1.bca03cp-9f, \
    -0x1.52adcep-11f, 0x1.f4b47cp-14f, 0x1.edbda4p-19f, 0) \
  S(0x1.40b596p+2f, 0x1.3a695ap-4f, -0x1.d433cp-7f, 0x1.522f42p-9f, \
    -0x1.db0a78p-12f, 0x1.45053ap-14f, 0x1.15bacep-19f, 0) \
  S(0x1.5fc6a8p+2f, 0x1.204bfp-4f, -0x1.8b8fa8p-7f, 0x1.08579ap-9f, \
    -0x1.58c426p-12f, 0x1.b7a9dep-15f, 0x1.0db84ap-20f, 0) \
  S(0x1.7fcc1ep+2f, 0x1.097824p-4f, -0x1.50bd52p-7f, 0x1.a18886p-10f, \
    -0x1.fabe8p-13f, 0x1.2e7dcp-15f, -0x1.15b57cp-21f, 0) \
  S(0x1.9f38aap+2f, 0x1.ec87f4p-5f, -0x1.22b3d2p-7f, 0x1.506194p-10f, \
    -0x1.7df42cp-13f, 0x1.aa7554p-16f, 0x1.cdb352p-23f, 0) \
  S(0x1.c0263ap+2f, 0x1.c9bb86p-5f, -0x1.f7844ep-8f, 0x1.10229ap-10f, \
    -0x1.214bb8p-13f, 0x1.2ece48p-16f, 0x1.cdb0e2p-23f, 0) \
  S(0x1.e0bc6ap+2f, 0x1.abc02ap-5f, -0x1.b8b0bp-8f, 0x1.bf0b32p-11f, \
    -0x1.becdcp-14f, 0x1.b7d54ep-17f, 0x1.5daeb4p-22f, 0) \
  S(0x1.ffc29p+2f, 0x1.92985ap-5f, -0x1.87121ep-8f, 0x1.76a528p-11f, \
    -0x1.622532p-14f, 0x1.4b0378p-17f, -0x1.b5accp-26f, 0) \
  S(0x1.0ff1aap+3f, 0x1.7b72aep-5f, -0x1.5bee86p-8f, 0x1.3b177ap-11f, \
    -0x1.19f4cp-14f, 0x1.f0c5b2p-18f, 0x1.9daad8p-22f, 0) \
  S(0x1.200aecp+3f, 0x1.66bf6ep-5f, -0x1.376a52p-8f, 0x1.0b50f6p-11f, \
    -0x1.c5fe9ap-15f, 0x1.7da264p-18f, 0x1.2da8f6p-25f, 0) \
  S(0x1.2fbd1ap+3f, 0x1.549bf8p-5f, -0x1.1907bep-8f, 0x1.cb0e8p-12f, \
    -0x1.7332d2p-15f, 0x1.24a7b2p-18f, 0x1.6da7f2p-21f, 0) \
  S(0x1.403ecep+3f, 0x1.436548p-5f, -0x1.fb313ep-9f, 0x1.8a124ep-12f, \
    -0x1.2f6ecep-15f, 0x1.d404ep-19f, -0x1.4da5cap-22f, 0) \
  S(0x1.4fa692p+3f, 0x1.34d11ep-5f, -0x1.cedeap-9f, 0x1.57f784p-12f, \
    -0x1.fb0e44p-16f, 0x1.706e18p-19f, 0x1.b5a41cp-23f, 0) \
  S(0x1.6008ep+3f, 0x1.26ad8p-5f, -0x1.a5c5fcp-9f, 0x1.2b84b8p-12f, \
    -0x1.a63824p-16f, 0x1.269d86p-19f, 0x1.2da266p-24f, 0) \
  S(0x1.701b4ep+3f, 0x1.1a00d6p-5f, -0x1.8285ccp-9f, 0x1.0703aep-12f, \
    -0x1.637ce4p-16f, 0x1.d693bp-20f, 0x1.fda0cap-23f, 0) \
  S(0x1.8047aep+3f, 0x1.0e4c06p-5f, -0x1.634dbap-9f, 0x1.cffcdcp-13f, \
    -0x1.2cfed6p-16f, 0x1.982be8p-20f, -0x1.65a13p-21f, 0) \
  S(0x1.9002bcp+3f, 0x1.03cd44p-5f, -0x1.48694cp-9f, 0x1.9ca07ep-13f, \
    -0x1.01a6ecp-16f, 0x1.3896b2p-20f, 0x1.1d9e1cp-22f, 0) \
  S(0x1.9fbdc8p+3f, 0x1.f42c76p-6f, -0x1.3071e6p-9f, 0x1.7088bep-13f, \
    -0x1.bb96a6p-17f, 0x1.00d3cap-20f, 0x1.3d9e0ap-22f, 0) \
  S(0x1.afcacp+3f, 0x1.e1c89cp-6f, -0x1.1a958cp-9f, 0x1.49c22p-13f, \
    -0x1.7ed4eep-17f, 0x1.a9a022p-21f, 0x1.4d9cd8p-22f, 0) \
  S(0x1.c0508ep+3f, 0x1.d0350ap-6f, -0x1.0670bap-9f, 0x1.274bcap-13f, \
    -0x1.4ab35cp-17f, 0x1.6ebe54p-21f, 0x1.8d9a7ap-26f, 0) \
  S(0x1.d06508p+3f, 0x1.c0491p-6f, -0x1.e9a752p-10f, 0x1.0a3394p-13f, \
    -0x1.2027eap-17f, 0x1.356e86p-21f, 0x1.e5993cp-27f, 0) \
  S(0x1.e03958p+3f, 0x1.b1a3acp-6f, -0x1.ca50bcp-10f, 0x1.e253e2p-14f, \
    -0x1.f974c8p-18f, 0x1.030c24p-21f, 0x1.5d9774p-24f, 0) \
  S(0x1.efe61p+3f, 0x1.a40bd4p-6f, -0x1.ae2558p-10f, 0x1.b6b714p-14f, \
    -0x1.bdc1fp-18f, 0x1.eaf8c6p-22f, -0x1.7595c2p-22f, 0)
GESSO_SEGMENT_TABLE(mills, 32, 7, GESSO_MILLS_SEGMENTS)

/* (Phi(-a) - a phi(a)) e^(a^2/2) on [0, 16]; segment i is [i/2, i/2 + 1/2]
 * Largest relative error of the polynomials: 2^-25.0. */
#define GESSO_GELU_TAIL_SLOPE_SEGMENTS(S) \
  S(0x1.03c132p-2f, 0x1.3f3c1ep-2f, -0x1.62e248p-1f, 0x1.5a71dap-3f, \
    -0x1.5713c2p-4f, 0x1.2ee72ep-5f, -0x1.e7bebep-7f, -0x1.f9ddcp-10f) \
  S(0x1.7fbe76p-1f, 0x1.57f858p-10f, -0x1.25456ap-1f, 0x1.5c31aep-4f, \
    -0x1.2cbf0ep-5f, 0x1.d6f376p-7f, -0x1.54c0ecp-8f, -0x1.21d73cp-11f) \
  S(0x1.4131d6p+0f, -0x1.14c7ecp-2f, -0x1.049c0ap-1f, 0x1.7978d2p-5f, \
    -0x1.1d5242p-6f, 0x1.8ceb9p-8f, -0x1.033d9p-9f, -0x1.79d0f2p-13f) \
  S(0x1.c30cf8p+0f, -0x1.098088p-1f, -0x1.e47078p-2f, 0x1.b7ff4ap-6f, \
    -0x1.24fd7p-7f, 0x1.6b943p-9f, -0x1.ae4f82p-11f, -0x1.01cbb2p-15f) \
  S(0x1.1fbe76p+1f, -0x1.7c72dap-1f, -0x1.cf16d6p-2f, 0x1.16291ep-6f, \
    -0x1.4a7c6ep-8f, 0x1.71e8d2p-10f, -0x1.84d7a8p-12f, -0x1.f1c5d4p-16f) \
  S(0x1.615556p+1f, -0x1.f11dfep-1f, -0x1.c0ad3cp-2f, 0x1.695b3ep-7f, \
    -0x1.7f840ap-9f, 0x1.82b97ap-11f, -0x1.71effcp-13f, -0x1.a1c1bap-20f) \
  S(0x1.a051ecp+1f, -0x1.2f26a2p+0f, -0x1.b76d28p-2f, 0x1.f2113p-8f, \
    -0x1.dd8542p-10f, 0x1.b4a278p-12f, -0x1.a38832p-14f, 0x1.79c0eap-17f) \
  S(0x1.e085cep+1f, -0x1.65d102p+0f, -0x1.b0d68ep-2f, 0x1.612e72p-8f, \
    -0x1.337bbap-10f, 0x1.02320ap-12f, -0x1.c4bf86p-15f, -0x1.71b82ap-19f) \
  S(0x1.10a7fp+2f, -0x1.9c452ep+0f, -0x1.ac0f2ep-2f, 0x1.0186d4p-8f, \
    -0x1.997f2ap-11f, 0x1.3b4154p-13f, -0x1.f021f8p-16f, -0x1.61b59p-22f) \
  S(0x1.30963p+2f, -0x1.d16f18p+0f, -0x1.a892b4p-2f, 0x1.833bd8p-9f, \
    -0x1.1acdcap-11f, 0x1.80764cp-14f, -0x1.d73a94p-16f, 0x1.09c1aep-14f) \
  S(0x1.50872cp+2f, -0x1.031e2cp+1f, -0x1.a5ec3p-2f, 0x1.29a3dep-9f, \
    -0x1.9298e6p-12f, 0x1.05937cp-14f, -0x1.1d426ap-17f, 0x1.d9b9cap-17f) \
  S(0x1.707c3ep+2f, -0x1.1d62d2p+1f, -0x1.a3dd72p-2f, 0x1.d26d3p-10f, \
    -0x1.257c62p-12f, 0x1.6da364p-15f, 0x1.87b288p-20f, -0x1.edb47p-18f) \
  S(0x1.8f6f46p+2f, -0x1.36b76cp+1f, -0x1.a24906p-2f, 0x1.764abap-10f, \
    -0x1.b7e46ap-13f, 0x1.edeb3ep-16f, -0x1.46bee4p-22f, -0x1.d9b6d8p-18f) \
  S(0x1.b0b2dcp+2f, -0x1.51d89ap+1f, -0x1.a0ec64p-2f, 0x1.2c11f8p-10f, \
    -0x1.47c558p-13f, 0x1.60f5d6p-16f, -0x1.1da308p-17f, -0x1.75a898p-19f) \
  S(0x1.cff0fcp+2f, -0x1.6b412p+1f, -0x1.9fe26cp-2f, 0x1.ee038p-11f, \
    -0x1.003124p-13f, 0x1.025b22p-16f, 0x1.9015e2p-18f, -0x1.81a508p-26f) \
  S(0x1.ef3f7cp+2f, -0x1.84a826p+1f, -0x1.9f05ep-2f, 0x1.9b119ep-11f, \
    -0x1.8cff6cp-14f, 0x1.938fb6p-17f, -0x1.5e926ap-17f, 0x1.e5b1a8p-18f) \
  S(0x1.079ba6p+3f, -0x1.9e8bd6p+1f, -0x1.9e49dep-2f, 0x1.5849b4p-11f, \
    -0x1.39ebcep-14f, 0x1.34e452p-17f, -0x1.42af24p-17f, 0x1.2db2f2p-17f) \
  S(0x1.17f0fcp+3f, -0x1.b8f542p+1f, -0x1.9da87ep-2f, 0x1.222296p-11f, \
    -0x1.f58916p-15f, 0x1.0f1eaep-19f, -0x1.8cf6ep-18f, -0x1.81c182p-18f) \
  S(0x1.27f466p+3f, -0x1.d2d1p+1f, -0x1.9d2268p-2f, 0x1.ee89ap-12f, \
    -0x1.9ab1c2p-15f, 0x1.0fc5dep-17f, 0x1.8ec656p-21f, 0x1.1dbf84p-19f) \
  S(0x1.37a9fcp+3f, -0x1.ec2784p+1f, -0x1.9cb1aap-2f, 0x1.aa3a16p-12f, \
    -0x1.542dccp-15f, 0x1.ee85dap-19f, 0x1.3b077p-18f, -0x1.41ac02p-19f) \
  S(0x1.4849bap+3f, -0x1.03785cp+2f, -0x1.9c4aeep-2f, 0x1.6f0044p-12f, \
    -0x1.12191cp-15f, -0x1.ef0a4p-19f, -0x1.34ff54p-17f, 0x1.a1c442p-14f) \
  S(0x1.57d45p+3f, -0x1.0ffadcp+2f, -0x1.9bf79ep-2f, 0x1.408d78p-12f, \
    -0x1.c2274cp-16f, 0x1.2df0ecp-17f, -0x1.80c3a2p-17f, 0x1.8dc3ep-15f) \
  S(0x1.67ad66p+3f, -0x1.1cba1cp+2f, -0x1.9bad34p-2f, 0x1.193f28p-12f, \
    -0x1.808534p-16f, 0x1.8d577ep-18f, -0x1.305978p-17f, 0x1.7dc0d2p-14f) \
  S(0x1.78036ap+3f, -0x1.29db96p+2f, -0x1.9b69dep-2f, 0x1.ee37acp-13f, \
    -0x1.4753f2p-16f, 0x1.36fd4p-18f, 0x1.b46cc4p-23f, -0x1.95bf5cp-18f) \
  S(0x1.87fbe8p+3f, -0x1.36affp+2f, -0x1.9b2fcep-2f, 0x1.b56a84p-13f, \
    -0x1.11552ap-16f, 0x1.0807e8p-17f, -0x1.d727cap-19f, -0x1.ddc3f2p-19f) \
  S(0x1.97aec4p+3f, -0x1.434abp+2f, -0x1.9afd18p-2f, 0x1.865462p-13f, \
    -0x1.ddb962p-17f, 0x1.267fbcp-21f, 0x1.a6f682p-22f, -0x1.99b57cp-17f) \
  S(0x1.a80aecp+3f, -0x1.506bcep+2f, -0x1.9acep-2f, 0x1.5b9ebap-13f, \
    -0x1.825c38p-17f, 0x1.aa7932p-19f, -0x1.096598p-17f, -0x1.e5bda4p-18f) \
  S(0x1.b8349p+3f, -0x1.5d62fcp+2f, -0x1.9aa46cp-2f, 0x1.37bd68p-13f, \
    -0x1.6e051ep-17f, -0x1.ea59eap-20f, 0x1.eaff86p-20f, 0x1.e1be94p-16f) \
  S(0x1.c7b43ap+3f, -0x1.69d0a4p+2f, -0x1.9a809p-2f, 0x1.194af4p-13f, \
    -0x1.397644p-17f, 0x1.7a5bc2p-19f, -0x1.830e3p-21f, 0x1.ddbd9ap-16f) \
  S(0x1.d7c49cp+3f, -0x1.76b142p+2f, -0x1.9a5efep-2f, 0x1.fc7a32p-14f, \
    -0x1.267402p-17f, -0x1.344afep-20f, 0x1.2b966p-17f, -0x1.f9bb9p-17f) \
  S(0x1.e7b2dcp+3f, -0x1.837586p+2f, -0x1.9a40ep-2f, 0x1.cce28cp-14f, \
    -0x1.d36a0ap-18f, 0x1.29a966p-23f, -0x1.37e1f8p-20f, -0x1.39b32ap-18f) \
  S(0x1.f7b22ep+3f, -0x1.904692p+2f, -0x1.9a256ap-2f, 0x1.a3316cp-14f, \
    -0x1.8da698p-18f, -0x1.88299ep-20f, -0x1.1367fap-19f, -0x1.b9bcf4p-16f)
GESSO_SEGMENT_TABLE(gelu_tail_slope, 32, 8, GESSO_GELU_TAIL_SLOPE_SEGMENTS)

/* ln(1 + e^-a) on [0, 7.75]; segment i is a = i/2 +- 1/4
 * Largest relative error of the polynomials: 2^-27.7. */
#define GESSO_SOFTPLUS_SEGMENTS(S) \
  S(0.0f, 0x1.62e43p-1f, -0x1.05c61p-29f, -0x1p-1f, \
    0x1.fffffep-4f, 0x1.4bd374p-23f, -0x1.556a0ep-8f, 0x1.61b542p-12f) \
  S(0x1.0f616ap-1f, 0x1.d9f318p-2f, 0x1.53bf14p-27f, -0x1.7b6654p-2f, \
    0x1.dda89ap-4f, -0x1.49e0eap-7f, -0x1.fce18p-9f, 0x1.89d35cp-13f) \
  S(0x1.07cf86p+0f, 0x1.387888p-2f, -0x1.1bce3p-27f, -0x1.0d4bfcp-2f, \
    0x1.8cf39ap-4f, -0x1.f5c806p-7f, -0x1.592ffp-10f, -0x1.41d422p-14f) \
  S(0x1.87df02p+0f, 0x1.91269p-3f, 0x1.92aff8p-26f, -0x1.6c4eb2p-3f, \
    0x1.2b80b8p-4f, -0x1.014468p-6f, 0x1.875ebcp-11f, -0x1.59d0dcp-13f) \
  S(0x1.03f308p+1f, 0x1.f9091p-4f, 0x1.ae1226p-26f, -0x1.db242cp-4f, \
    0x1.a40638p-5f, -0x1.ae1ba4p-7f, 0x1.aef2a8p-10f, -0x1.f1c908p-14f) \
  S(0x1.43f488p+1f, 0x1.39aadp-4f, -0x1.751364p-26f, -0x1.2df532p-4f, \
    0x1.17b28ap-5f, -0x1.3df27ap-7f, 0x1.b84da8p-10f, -0x1.9dc5a4p-15f) \
  S(0x1.83f522p+1f, 0x1.8230cp-5f, 0x1.e0168ap-26f, -0x1.793aa4p-5f, \
    0x1.67dbb2p-6f, -0x1.b39f06p-8f, 0x1.616344p-10f, -0x1.bdc92p-18f) \
  S(0x1.c3f55ep+1f, 0x1.d8cccp-6f, -0x1.ae29c8p-27f, -0x1.d20afap-6f, \
    0x1.c4c948p-7f, -0x1.1caf2ep-8f, 0x1.f7a1fp-11f, 0x1.45c8cp-17f) \
  S(0x1.01fabap+2f, 0x1.20644p-6f, -0x1.e8107ep-27f, -0x1.1dde3ap-6f, \
    0x1.18e156p-7f, -0x1.696fa6p-9f, 0x1.4fff8p-11f, 0x1.9dc72ep-17f) \
  S(0x1.21fabep+2f, 0x1.5f0cp-7f, -0x1.c4eba4p-26f, -0x1.5d2c1ep-7f, \
    0x1.597398p-8f, -0x1.c2c83cp-10f, 0x1.af7ce2p-12f, 0x1.55c4eep-17f) \
  S(0x1.41facp+2f, 0x1.aabdp-8f, -0x1.598338p-26f, -0x1.a959c2p-8f, \
    0x1.a6970ap-9f, -0x1.1611fcp-10f, 0x1.0ece88p-12f, 0x1.f5c26cp-18f) \
  S(0x1.61facp+2f, 0x1.0329p-8f, 0x1.461a02p-28f, -0x1.02a612p-8f, \
    0x1.01a0c2p-9f, -0x1.54cae2p-11f, 0x1.4f611cp-13f, 0x1.45c012p-18f) \
  S(0x1.81facp+2f, 0x1.3aap-9f, -0x1.82b46ep-26f, -0x1.3a3ea8p-9f, \
    0x1.397dcap-10f, -0x1.9ffb6ap-12f, 0x1.9bf992p-14f, 0x1.a5bd1p-19f) \
  S(0x1.a1facp+2f, 0x1.7dd8p-10f, -0x1.f94866p-26f, -0x1.7d8edep-10f, \
    0x1.7d00b8p-11f, -0x1.fa868p-13f, 0x1.f78114p-15f, 0x1.0dba3cp-19f) \
  S(0x1.c1facp+2f, 0x1.cf5p-11f, 0x1.603becp-26f, -0x1.cf1e5cp-11f, \
    0x1.ceb5a2p-12f, -0x1.33ed46p-13f, 0x1.32d556p-15f, 0x1.45b7a2p-20f) \
  S(0x1.e1facp+2f, 0x1.191p-11f, 0x1.9076a2p-27f, -0x1.18fe48p-11f, \
    0x1.18d7bcp-12f, -0x1.760ddap-14f, 0x1.7539dp-16f, 0x1.95b4a8p-21f)
GESSO_SEGMENT_TABLE(softplus, 16, 8, GESSO_SOFTPLUS_SEGMENTS)

/* Phi(-a) on [0, 5.25]; segment i is 2 a + 0.72265625 a^2 = i +- 1/2
 * Largest relative error of the polynomials: 2^-25.4. */
#define GESSO_NORMAL_SEGMENTS(S) \
  S(0.0f, 0x1p-1f, 0x1.98844ep-2f, -0x1.34e8ap-19f, \
    -0x1.107056p-4f, 0x1.3dc75cp-7f, 0, 0) \
  S(0x1.cc1df4p-2f, 0x1.4e6f1cp-2f, 0x1.714a5cp-2f, 0x1.4bdd08p-4f, \
    -0x1.891b52p-5f, 0x1.85e4cep-8f, 0, 0) \
  S(0x1.9bc75cp-1f, 0x1.af5c08p-3f, 0x1.27a226p-2f, 0x1.db873ap-4f, \
    -0x1.16a736p-6f, -0x1.05e5dp-11f, 0, 0) \
  S(0x1.17ffa4p+0f, 0x1.18a508p-3f, 0x1.c13bbp-3f, 0x1.eb5892p-4f, \
    0x1.d5e646p-8f, -0x1.35e49cp-8f, 0, 0) \
  S(0x1.5d74ap+0f, 0x1.60bc3p-4f, 0x1.41d15p-3f, 0x1.b74cfep-4f, \
    0x1.72712p-6f, -0x1.8de134p-8f, 0, 0) \
  S(0x1.9a5e12p+0f, 0x1.be32cp-5f, 0x1.c427d8p-4f, 0x1.6a671p-4f, \
    0x1.d929b2p-6f, -0x1.65da88p-8f, 0, 0) \
  S(0x1.d53b36p+0f, 0x1.11a9cp-5f, 0x1.3099dcp-4f, 0x1.17285p-4f, \
    0x1.df2e4ap-6f, -0x1.e9d822p-9f, 0, 0) \
  S(0x1.03a2fep+1f, 0x1.5c4f3ep-6f, 0x1.a1b18ap-5f, 0x1.a7a0b6p-5f, \
    0x1.b1a388p-6f, -0x1.11dce6p-9f, 0, 0) \
  S(0x1.1e2332p+1f, 0x1.9ff47ep-7f, 0x1.0ca2e6p-5f, 0x1.2c42fep-5f, \
    0x1.65f138p-6f, -0x1.41de3cp-11f, 0, 0) \
  S(0x1.34ebbp+1f, 0x1.02e8fap-7f, 0x1.633b3cp-6f, 0x1.acaa72p-6f, \
    0x1.1da67ep-6f, 0x1.61de4cp-12f, 0, 0) \
  S(0x1.4bde78p+1f, 0x1.3802fcp-8f, 0x1.c59258p-7f, 0x1.25ff4p-6f, \
    0x1.b09416p-7f, 0x1.d1ddb2p-11f, 0, 0) \
  S(0x1.60fffcp+1f, 0x1.7d5a08p-9f, 0x1.23a2c2p-7f, 0x1.922382p-7f, \
    0x1.41100cp-7f, 0x1.29dcd2p-10f, 0, 0) \
  S(0x1.75f4aap+1f, 0x1.c88c0ep-10f, 0x1.6e68b8p-8f, 0x1.0b9e52p-7f, \
    0x1.cc2c2cp-8f, 0x1.29dbb8p-10f, 0, 0) \
  S(0x1.8a7df8p+1f, 0x1.0d8804p-10f, 0x1.c4baecp-9f, 0x1.5cd32cp-8f, \
    0x1.40a0a2p-8f, 0x1.11d9e8p-10f, 0, 0) \
  S(0x1.9f4b8cp+1f, 0x1.34703ap-11f, 0x1.0ec006p-9f, 0x1.b7393ap-9f, \
    0x1.addeecp-9f, 0x1.d9d84ep-11f, 0, 0) \
  S(0x1.b26a06p+1f, 0x1.694fd6p-12f, 0x1.49d386p-10f, 0x1.17d89p-9f, \
    0x1.21158ap-9f, 0x1.79d636p-11f, 0, 0) \
  S(0x1.c2bd3p+1f, 0x1.c22124p-13f, 0x1.a86ca8p-11f, 0x1.75a438p-10f, \
    0x1.9337e8p-10f, 0x1.21d494p-11f, 0, 0) \
  S(0x1.d69576p+1f, 0x1.f00204p-14f, 0x1.e5db5p-12f, 0x1.be8e24p-11f, \
    0x1.fab81cp-11f, 0x1.b9d21ep-12f, 0, 0) \
  S(0x1.e7dcfcp+1f, 0x1.21c072p-14f, 0x1.25189ap-12f, 0x1.174756p-11f, \
    0x1.4a5e5p-11f, 0x1.41d032p-12f, 0, 0) \
  S(0x1.f68cc6p+1f, 0x1.6a015ap-15f, 0x1.780ec8p-13f, 0x1.711daap-12f, \
    0x1.c3ba78p-12f, 0x1.d1cdfap-13f, 0, 0) \
  S(0x1.03effcp+2f, 0x1.98f9d2p-16f, 0x1.b60b04p-14f, 0x1.bcc786p-13f, \
    0x1.1acfacp-12f, 0x1.49cbd4p-13f, 0, 0) \
  S(0x1.0bdad4p+2f, 0x1.ddf14ep-17f, 0x1.070464p-14f, 0x1.13323ap-13f, \
    0x1.6a015p-13f, 0x1.c1c936p-14f, 0, 0) \
  S(0x1.1478b8p+2f, 0x1.05ee1ap-17f, 0x1.28ba7p-15f, 0x1.4074e6p-14f, \
    0x1.b4a79ap-14f, 0x1.39c68ap-14f, 0, 0) \
  S(0x1.1bb652p+2f, 0x1.37d1eap-18f, 0x1.69b52cp-16f, 0x1.90dcb8p-15f, \
    0x1.19125cp-14f, 0x1.a9c45ap-15f, 0, 0) \
  S(0x1.237f6ap+2f, 0x1.6022f6p-19f, 0x1.a2c462p-17f, 0x1.dcd57cp-16f, \
    0x1.587cp-15f, 0x1.19c184p-15f, 0, 0) \
  S(0x1.2b0874p+2f, 0x1.8f959ep-20f, 0x1.e6841ap-18f, 0x1.1c260cp-16f, \
    0x1.a63c56p-16f, 0x1.71befap-16f, 0, 0) \
  S(0x1.3288cp+2f, 0x1.c099e8p-21f, 0x1.176f72p-18f, 0x1.4e9894p-17f, \
    0x1.fed3c4p-17f, 0x1.e9bc58p-17f, 0, 0) \
  S(0x1.392caep+2f, 0x1.0a1b94p-21f, 0x1.522efap-19f, 0x1.9db654p-18f, \
    0x1.43447ep-17f, 0x1.41b9a6p-17f, 0, 0) \
  S(0x1.3f81ecp+2f, 0x1.405034p-22f, 0x1.9ebb02p-20f, 0x1.02ce76p-18f, \
    0x1.9d673ep-18f, 0x1.99b768p-18f, 0, 0) \
  S(0x1.466196p+2f, 0x1.6d4448p-23f, 0x1.e26d1cp-21f, 0x1.338726p-19f, \
    0x1.f6b4acp-19f, 0x1.01b49ep-18f, 0, 0) \
  S(0x1.4d5a72p+2f, 0x1.9880ecp-24f, 0x1.1327d2p-21f, 0x1.664bbp-20f, \
    0x1.2b9008p-19f, 0x1.51b1a4p-19f, 0, 0) \
  S(0x1.5p+2f, 0.0f, 0.0f, 0.0f, \
    0.0f, 0.0f, 0, 0)
GESSO_SEGMENT_TABLE(normal, 32, 6, GESSO_NORMAL_SEGMENTS)

/* 1 / (1 + e^2u), u = sqrt(2/pi) (a + 0.044715 a^3), on [0, 4.91]; segment i is 1.8125 a + 0.890625 a^2 = i +- 1/2
 * Largest relative error of the polynomials: 2^-24.8. */
#define GESSO_GELU_TANH_SEGMENTS(S) \
  S(0.0f, 0x1p-1f, 0x1.988458p-2f, 0x1.177de2p-21f, \
    -0x1.11c06ap-4f, 0x1.3dc97ep-7f, 0, 0) \
  S(0x1.e8a5d2p-2f, 0x1.443ddp-2f, 0x1.6c6156p-2f, 0x1.5cf474p-4f, \
    -0x1.76d3e4p-5f, 0x1.75e516p-8f, 0, 0) \
  S(0x1.a138e6p-1f, 0x1.a952b8p-3f, 0x1.24d546p-2f, 0x1.dd8136p-4f, \
    -0x1.ff6604p-7f, -0x1.ede5d2p-11f, 0, 0) \
  S(0x1.15ea72p+0f, 0x1.1ca8ap-3f, 0x1.c4f1eep-3f, 0x1.ea7546p-4f, \
    0x1.c5e036p-8f, -0x1.4de498p-8f, 0, 0) \
  S(0x1.59fafep+0f, 0x1.6a42ep-4f, 0x1.480934p-3f, 0x1.b8e9a4p-4f, \
    0x1.68ab62p-6f, -0x1.95e136p-8f, 0, 0) \
  S(0x1.93d968p+0f, 0x1.d6b38p-5f, 0x1.d828aep-4f, 0x1.71d6bap-4f, \
    0x1.cd81f2p-6f, -0x1.5ddb68p-8f, 0, 0) \
  S(0x1.c8c2aap+0f, 0x1.310c4p-5f, 0x1.4e6602p-4f, 0x1.284f4ap-4f, \
    0x1.dc82e8p-6f, -0x1.01d49p-8f, 0, 0) \
  S(0x1.f796c4p+0f, 0x1.923182p-6f, 0x1.db844ep-5f, 0x1.d17518p-5f, \
    0x1.bccd3ap-6f, -0x1.39dc04p-9f, 0, 0) \
  S(0x1.153c38p+1f, 0x1.ed207cp-7f, 0x1.3bb492p-5f, 0x1.55c2f4p-5f, \
    0x1.7d839cp-6f, -0x1.19ddaep-10f, 0, 0) \
  S(0x1.29ec76p+1f, 0x1.41a306p-7f, 0x1.b6c6ap-6f, 0x1.00a6e2p-5f, \
    0x1.3fe4bap-6f, -0x1.c9de18p-14f, 0, 0) \
  S(0x1.4075f6p+1f, 0x1.874b04p-8f, 0x1.1da49p-6f, 0x1.6a6b2cp-6f, \
    0x1.f7b70ap-7f, 0x1.19dddep-11f, 0, 0) \
  S(0x1.5284eap+1f, 0x1.0044fap-8f, 0x1.8ac5a2p-7f, 0x1.0abdfcp-6f, \
    0x1.9218fcp-7f, 0x1.c1dd58p-11f, 0, 0) \
  S(0x1.65743p+1f, 0x1.40c1eep-9f, 0x1.053144p-7f, 0x1.7883ap-7f, \
    0x1.33a51ep-7f, 0x1.11dc9cp-10f, 0, 0) \
  S(0x1.79e0bp+1f, 0x1.77881ep-10f, 0x1.44805ap-8f, 0x1.f4c2fp-8f, \
    0x1.bca63p-8f, 0x1.11db7cp-10f, 0, 0) \
  S(0x1.8b2ca6p+1f, 0x1.d14062p-11f, 0x1.a68d04p-9f, 0x1.59072p-8f, \
    0x1.47d73p-8f, 0x1.09da0ap-10f, 0, 0) \
  S(0x1.9c933p+1f, 0x1.186804p-11f, 0x1.0ba086p-9f, 0x1.ce3e8ap-9f, \
    0x1.d53dbcp-9f, 0x1.e1d8b4p-11f, 0, 0) \
  S(0x1.acf33p+1f, 0x1.542ffcp-12f, 0x1.540f1ep-10f, 0x1.35534p-9f, \
    0x1.4d9d4ap-9f, 0x1.99d738p-11f, 0, 0) \
  S(0x1.bc344p+1f, 0x1.a2215cp-13f, 0x1.b4364cp-11f, 0x1.a02a3p-10f, \
    0x1.da44acp-10f, 0x1.51d57ep-11f, 0, 0) \
  S(0x1.cd7976p+1f, 0x1.d5bd6p-14f, 0x1.010bep-11f, 0x1.02a13ap-10f, \
    0x1.393b7ep-10f, 0x1.11d3cep-11f, 0, 0) \
  S(0x1.dc0c0ap+1f, 0x1.1a7f3ep-14f, 0x1.41ca3ep-12f, 0x1.52697p-11f, \
    0x1.aefd32p-11f, 0x1.a9d1b4p-12f, 0, 0) \
  S(0x1.ebae1ep+1f, 0x1.3fff8ap-15f, 0x1.7c5486p-13f, 0x1.a3213p-12f, \
    0x1.195c2p-11f, 0x1.41cfecp-12f, 0, 0) \
  S(0x1.f8c7bep+1f, 0x1.86061ep-16f, 0x1.e031ep-14f, 0x1.130574p-12f, \
    0x1.819f48p-12f, 0x1.e1cdb6p-13f, 0, 0) \
  S(0x1.03762cp+2f, 0x1.c001p-17f, 0x1.1e62b6p-14f, 0x1.55d69ap-13f, \
    0x1.f5df38p-13f, 0x1.59cbd6p-13f, 0, 0) \
  S(0x1.0b1e5cp+2f, 0x1.dfe4b8p-18f, 0x1.3f69c6p-15f, 0x1.8e657cp-14f, \
    0x1.330c5p-13f, 0x1.f1c912p-14f, 0, 0) \
  S(0x1.12570ep+2f, 0x1.0426f4p-18f, 0x1.679a2p-16f, 0x1.d33a5ap-15f, \
    0x1.78ac28p-14f, 0x1.61c68ap-14f, 0, 0) \
  S(0x1.187344p+2f, 0x1.305494p-19f, 0x1.b225e2p-17f, 0x1.23d3b6p-15f, \
    0x1.e88bfap-15f, 0x1.e1c46ep-15f, 0, 0) \
  S(0x1.1f0484p+2f, 0x1.4f8b7p-20f, 0x1.ef0426p-18f, 0x1.59012ep-16f, \
    0x1.2c702ap-15f, 0x1.49c1b2p-15f, 0, 0) \
  S(0x1.26042p+2f, 0x1.5bf1dp-21f, 0x1.09e5d2p-18f, 0x1.81025ep-17f, \
    0x1.5d731ap-16f, 0x1.b1beeep-16f, 0, 0) \
  S(0x1.2c0144p+2f, 0x1.8555dap-22f, 0x1.32939ep-19f, 0x1.ca663ap-18f, \
    0x1.aedbp-17f, 0x1.19bc72p-16f, 0, 0) \
  S(0x1.321626p+2f, 0x1.a80dcp-23f, 0x1.58204ap-20f, 0x1.09b1f6p-18f, \
    0x1.029a2p-17f, 0x1.69b98cp-17f, 0, 0) \
  S(0x1.386c12p+2f, 0x1.b984fcp-24f, 0x1.719a48p-21f, 0x1.26fb42p-19f, \
    0x1.298416p-18f, 0x1.d9b6ap-18f, 0, 0) \
  S(0x1.3a3d7p+2f, 0.0f, 0.0f, 0.0f, \
    0.0f, 0.0f, 0, 0)
GESSO_SEGMENT_TABLE(gelu_tanh, 32, 6, GESSO_GELU_TANH_SEGMENTS)

/* 1 / (1 + e^a) on [0, 7.75]; segment i is a = i/2 +- 1/4
 * Largest error of the results: 0.97 ULP. */
#define GESSO_LOGISTIC_SEGMENTS(S) \
  S(0x1p-1f, -0x1p-2f, -0x1.a02446p-25f, 0x1.556168p-6f, \
    -0x1.05bf98p-9f, 0, 0, 0) \
  S(0x1.829a06p-2f, -0x1.e149ap-3f, 0x1.d779a2p-6f, 0x1.071caep-6f, \
    -0x1.25dc68p-10f, 0, 0, 0) \
  S(0x1.136562p-2f, -0x1.92a946p-3f, 0x1.7423aep-5f, 0x1.81eaf4p-8f, \
    0x1.9ddd38p-12f, 0, 0, 0) \
  S(0x1.759b84p-3f, -0x1.3173b2p-3f, 0x1.840388p-5f, -0x1.568768p-9f, \
    0x1.05da62p-10f, 0, 0, 0) \
  S(0x1.e84152p-4f, -0x1.ae0dcp-4f, 0x1.4787eep-5f, -0x1.a862bep-8f, \
    0x1.7dd33ep-11f, 0, 0, 0) \
  S(0x1.36b712p-4f, -0x1.1f2514p-4f, 0x1.e72928p-6f, -0x1.bb9a4p-8f, \
    0x1.31ce5p-12f, 0, 0, 0) \
  S(0x1.848344p-5f, -0x1.721652p-5f, 0x1.4efc3p-6f, -0x1.67b3ccp-8f, \
    0x1.71d25ap-15f, 0, 0, 0) \
  S(0x1.e04068p-6f, -0x1.d22ca2p-6f, 0x1.b6d8b2p-7f, -0x1.01baa6p-8f, \
    -0x1.d9d202p-15f, 0, 0, 0) \
  S(0x1.26afa2p-6f, -0x1.2162c2p-6f, 0x1.16f9fp-7f, -0x1.58f84cp-9f, \
    -0x1.31d094p-14f, 0, 0, 0) \
  S(0x1.680528p-7f, -0x1.64108ap-7f, 0x1.5c3d2ep-8f, -0x1.bbd044p-10f, \
    -0x1.01ce52p-14f, 0, 0, 0) \
  S(0x1.b69f68p-8f, -0x1.b3afdap-8f, 0x1.addaeap-9f, -0x1.16e74ap-10f, \
    -0x1.69cc2p-15f, 0, 0, 0) \
  S(0x1.0abd94p-8f, -0x1.09a7a2p-8f, 0x1.077de8p-9f, -0x1.599e2ep-11f, \
    -0x1.e9c93cp-16f, 0, 0, 0) \
  S(0x1.441778p-9f, -0x1.434a52p-9f, 0x1.41b062p-10f, -0x1.a8aa32p-12f, \
    -0x1.41c686p-16f, 0, 0, 0) \
  S(0x1.8986a2p-10f, -0x1.88ef68p-10f, 0x1.87c166p-11f, -0x1.039926p-12f, \
    -0x1.91c404p-17f, 0, 0, 0) \
  S(0x1.dda738p-11f, -0x1.dd37d2p-11f, 0x1.dc58d8p-12f, -0x1.3c67e8p-13f, \
    -0x1.f1c0ecp-18f, 0, 0, 0) \
  S(0x1.21d0b2p-11f, -0x1.21a7bp-11f, 0x1.215514p-12f, -0x1.80ea7cp-14f, \
    -0x1.31be02p-18f, 0, 0, 0)
GESSO_SEGMENT_TABLE(logistic, 16, 5, GESSO_LOGISTIC_SEGMENTS)

/* e^-a / (1 + e^-a)^2 on [0, 7.75]; segment i is a = i/2 +- 1/4
 * Largest error of the results: 1.24 ULP. */
#define GESSO_LOGISTIC_SLOPE_SEGMENTS(S) \
  S(0x1p-2f, -0x1.357fc4p-25f, -0x1.fffbc2p-5f, -0x1.35c52ep-15f, \
    -0x1.19e17cp-10f, 0, 0, 0) \
  S(0x1.e149ap-3f, -0x1.d78142p-5f, -0x1.8aabd2p-5f, 0x1.1e0196p-6f, \
    -0x1.a1ddcp-9f, 0, 0, 0) \
  S(0x1.92a946p-3f, -0x1.742742p-4f, -0x1.2166d2p-6f, 0x1.514376p-6f, \
    -0x1.35d83ap-9f, 0, 0, 0) \
  S(0x1.3173b2p-3f, -0x1.8403d6p-4f, 0x1.00d7ep-7f, 0x1.989b6ap-7f, \
    -0x1.15dd12p-14f, 0, 0, 0) \
  S(0x1.ae0dcp-4f, -0x1.4786c2p-4f, 0x1.3e46bap-6f, 0x1.c609p-9f, \
    0x1.cddb68p-11f, 0, 0, 0) \
  S(0x1.1f2514p-4f, -0x1.e7291ep-5f, 0x1.4cbb2ep-6f, -0x1.9c37cep-10f, \
    0x1.6dd62ep-11f, 0, 0, 0) \
  S(0x1.721652p-5f, -0x1.4efbdap-5f, 0x1.0dc686p-6f, -0x1.99041cp-9f, \
    0x1.5dcb26p-12f, 0, 0, 0) \
  S(0x1.d22ca2p-6f, -0x1.b6d85ep-6f, 0x1.82977ap-7f, -0x1.814ef2p-9f, \
    0x1.79ccaap-14f, 0, 0, 0) \
  S(0x1.2162c2p-6f, -0x1.16f9d4p-6f, 0x1.02b846p-7f, -0x1.2520aep-9f, \
    -0x1.c1ce16p-18f, 0, 0, 0) \
  S(0x1.64108ap-7f, -0x1.5c3d9p-7f, 0x1.4cda36p-8f, -0x1.93c6cep-10f, \
    -0x1.21cd18p-15f, 0, 0, 0) \
  S(0x1.b3afe2p-8f, -0x1.addae6p-8f, 0x1.a24ecep-9f, -0x1.07b592p-10f, \
    -0x1.19cb52p-15f, 0, 0, 0) \
  S(0x1.09a7a6p-8f, -0x1.077e0ap-8f, 0x1.03314ep-9f, -0x1.4e3ea8p-11f, \
    -0x1.a9c8e2p-16f, 0, 0, 0) \
  S(0x1.434a52p-9f, -0x1.41b10ap-9f, 0x1.3e8106p-10f, -0x1.a03d28p-12f, \
    -0x1.21c642p-16f, 0, 0, 0) \
  S(0x1.88ef68p-10f, -0x1.87c164p-10f, 0x1.8565f2p-11f, -0x1.007aa2p-12f, \
    -0x1.79c3d8p-17f, 0, 0, 0) \
  S(0x1.dd37d2p-11f, -0x1.dc5936p-11f, 0x1.da9bc2p-12f, -0x1.3a1918p-13f, \
    -0x1.e1c0dap-18f, 0, 0, 0) \
  S(0x1.21a7aep-11f, -0x1.2155bp-11f, 0x1.20b182p-12f, -0x1.7f3c62p-14f, \
    -0x1.29bdf4p-18f, 0, 0, 0)
GESSO_SEGMENT_TABLE(logistic_slope, 16, 5, GESSO_LOGISTIC_SLOPE_SEGMENTS)

/* 1 - tanh^2 a on [0, 7.75]; segment i is a = i/2 +- 1/4
 * Largest error of the results: 1.10 ULP. */
#define GESSO_TANH_SLOPE_SEGMENTS(S) \
  S(0x1p+0f, 0x1.224e0ep-29f, -0x1.00001ep+0f, 0x1.61a43cp-14f, \
    0x1.548b14p-1f, 0x1.ced058p-7f, 0x1.6df728p-3f, 0) \
  S(0x1.92a946p-1f, -0x1.742742p-1f, -0x1.21633p-2f, 0x1.51420cp-1f, \
    -0x1.16127p-3f, -0x1.35beep-2f, 0x1.11f202p-4f, 0) \
  S(0x1.ae0dcp-2f, -0x1.4786c2p-1f, 0x1.3e471ep-2f, 0x1.c6068cp-4f, \
    -0x1.dac4d2p-3f, 0x1.d1a898p-4f, -0x1.d1e5b4p-5f, 0) \
  S(0x1.721652p-3f, -0x1.4efbd8p-2f, 0x1.0dc5b2p-2f, -0x1.99069cp-4f, \
    -0x1.b51388p-7f, 0x1.5d554cp-5f, 0x1.c5e6f6p-8f, 0) \
  S(0x1.2162c2p-4f, -0x1.16f9d2p-3f, 0x1.02b7d4p-3f, -0x1.252196p-4f, \
    0x1.87aa8cp-6f, -0x1.e94d94p-11f, 0x1.addccep-9f, 0) \
  S(0x1.b3afe2p-6f, -0x1.addae6p-5f, 0x1.a24eep-5f, -0x1.07b54p-5f, \
    0x1.d42e24p-7f, -0x1.1b04cp-8f, 0x1.59d044p-12f, 0) \
  S(0x1.434a52p-7f, -0x1.41b10ap-6f, 0x1.3e8156p-6f, -0x1.a03964p-7f, \
    0x1.8f94e2p-8f, -0x1.259daep-9f, -0x1.d1d0ep-15f, 0) \
  S(0x1.dd37d2p-9f, -0x1.dc5938p-8f, 0x1.da9c72p-8f, -0x1.3a185ep-8f, \
    0x1.3588dep-9f, -0x1.e0fd3p-11f, -0x1.09ccaap-14f, 0) \
  S(0x1.5f85aep-10f, -0x1.5f4952p-9f, 0x1.5ed06ap-9f, -0x1.d27e28p-10f, \
    0x1.d024bap-11f, -0x1.7042d6p-12f, -0x1.41c75p-16f, 0) \
  S(0x1.02bec8p-11f, -0x1.02ae68p-10f, 0x1.028e06p-10f, -0x1.586ccep-11f, \
    0x1.578becp-12f, -0x1.0eace4p-13f, -0x1.a9c1e8p-16f, 0) \
  S(0x1.7ccec2p-13f, -0x1.7cc5e4p-12f, 0x1.7cb3fp-12f, -0x1.fb6c38p-13f, \
    0x1.fb373ap-14f, -0x1.95a2eep-15f, -0x1.c1bc1ep-19f, 0) \
  S(0x1.1832dcp-14f, -0x1.183076p-13f, 0x1.182bfep-13f, -0x1.75848ap-14f, \
    0x1.753714p-15f, -0x1.29a2ecp-16f, -0x1.29b67ep-19f, 0) \
  S(0x1.9c5378p-16f, -0x1.9c522ep-15f, 0x1.9c4f68p-15f, -0x1.12db5ep-15f, \
    0x1.12e1b4p-16f, -0x1.b89bb6p-18f, -0x1.01b08ap-21f, 0) \
  S(0x1.2f5ffap-17f, -0x1.2f5fap-16f, 0x1.2f5ee4p-16f, -0x1.947c92p-17f, \
    0x1.947b18p-18f, -0x1.43a1f2p-19f, -0x1.e1aac4p-23f, 0) \
  S(0x1.be6c4p-19f, -0x1.be6c0ep-18f, 0x1.be6b4ap-18f, -0x1.299c3ap-18f, \
    0x1.29b864p-19f, -0x1.dcd018p-21f, -0x1.31a4d8p-24f, 0) \
  S(0x1.4875bcp-20f, -0x1.4875bp-19f, 0x1.4875f2p-19f, -0x1.b5f32ap-20f, \
    0x1.b5b70ep-21f, -0x1.5d43fap-22f, -0x1.719fa2p-25f, 0)
GESSO_SEGMENT_TABLE(tanh_slope, 16, 7, GESSO_TANH_SLOPE_SEGMENTS)

/* (1 + e^-a - a) e^-a / (1 + e^-a)^2 on [0, 7.528]; segment i is 2 a + 0.944 in [i, i + 1)
 * Largest relative error of the polynomials: 2^-26.9. */
#define GESSO_SILU_SLOPE_SEGMENTS(S) \
  S(0x1.be4208p-7f, 0x1.f90706p-2f, -0x1.fff3d8p-2f, 0x1.be3da2p-9f, \
    0x1.54c02cp-4f, -0x1.5f096ap-9f, 0x1.c190f2p-2f, -0x1.620426p+6f) \
  S(0x1.711bcep-2f, 0x1.4b5d9cp-2f, -0x1.dfcadep-2f, 0x1.59fcf2p-4f, \
    0x1.16bbbep-4f, -0x1.466efp-6f, -0x1.113292p-7f, 0x1.29db36p-10f) \
  S(0x1.d641aap-1f, 0x1.916ab2p-4f, -0x1.4f36e4p-2f, 0x1.37d2b4p-3f, \
    0x1.67588ep-7f, -0x1.a0169p-6f, 0x1.f39032p-9f, -0x1.89d964p-11f) \
  S(0x1.474974p+0f, -0x1.848b9ep-29f, -0x1.be141p-3f, 0x1.2c5634p-3f, \
    -0x1.353e1cp-6f, -0x1.f2d52p-7f, 0x1.b0c8a2p-8f, -0x1.99c8dp-11f) \
  S(0x1.a6be1cp+0f, -0x1.fc5596p-5f, -0x1.e6ccc2p-4f, 0x1.dbec1ep-4f, \
    -0x1.0c0f8p-5f, -0x1.f41352p-9f, 0x1.51561ep-8f, -0x1.add4ecp-15f) \
  S(0x1.0fd566p+1f, -0x1.8862fp-4f, -0x1.01e7p-5f, 0x1.1b86fcp-4f, \
    -0x1.fc95fap-6f, 0x1.159946p-8f, 0x1.ca3f5cp-10f, 0x1.95d43p-13f) \
  S(0x1.6d7686p+1f, -0x1.7adb3p-4f, 0x1.cafb3ap-6f, 0x1.26f6a8p-6f, \
    -0x1.f77a1ap-7f, 0x1.4a1914p-8f, -0x1.589be6p-11f, 0x1.1dc8cap-13f) \
  S(0x1.a84ca6p+1f, -0x1.3bc852p-4f, 0x1.2c03dcp-5f, 0x1.479812p-9f, \
    -0x1.f5901ap-8f, 0x1.b366bcp-9f, -0x1.85f79ep-11f, 0x1.21c26cp-15f) \
  S(0x1.e6cb5ap+1f, -0x1.e61e02p-5f, 0x1.1e320cp-5f, -0x1.3897c2p-8f, \
    -0x1.6c95eap-9f, 0x1.cdc6bp-10f, -0x1.0f383cp-11f, -0x1.71c5a4p-20f) \
  S(0x1.1368cp+2f, -0x1.62cfdp-5f, 0x1.d80f6cp-6f, -0x1.c2234p-8f, \
    -0x1.69f616p-12f, 0x1.940654p-11f, -0x1.2cd532p-12f, -0x1.61c418p-17f) \
  S(0x1.3440dep+2f, -0x1.f10adcp-6f, 0x1.657d56p-6f, -0x1.aaa1bep-8f, \
    0x1.4c3688p-11f, 0x1.042562p-12f, -0x1.1a4922p-13f, -0x1.21c0a6p-17f) \
  S(0x1.53f226p+2f, -0x1.58b8fp-6f, 0x1.04e656p-6f, -0x1.5dda8cp-8f, \
    0x1.c81932p-11f, 0x1.7ff4fcp-16f, -0x1.d4c6aap-15f, -0x1.49bcbep-18f) \
  S(0x1.734e8p+2f, -0x1.d867f2p-7f, 0x1.72d0cep-7f, -0x1.0b4beap-8f, \
    0x1.ac2532p-11f, -0x1.039176p-14f, -0x1.2d4e2cp-16f, -0x1.11b87ep-19f) \
  S(0x1.9425d8p+2f, -0x1.39db8ap-7f, 0x1.fb1646p-8f, -0x1.80d85ap-9f, \
    0x1.5a6e8ep-11f, -0x1.5aff62p-14f, -0x1.d80726p-21f, -0x1.c1b264p-20f) \
  S(0x1.b319fap+2f, -0x1.a6deb6p-8f, 0x1.5ce77cp-8f, -0x1.123e4ep-9f, \
    0x1.087a5p-11f, -0x1.410388p-14f, 0x1.4efcd6p-18f, -0x1.31accep-22f) \
  S(0x1.d3bd6ep+2f, -0x1.148a98p-8f, 0x1.d099cap-9f, -0x1.778e5p-10f, \
    0x1.7cabb6p-12f, -0x1.0240ecp-14f, 0x1.a77106p-18f, -0x1.499ca2p-26f)
GESSO_SEGMENT_TABLE(silu_slope, 16, 8, GESSO_SILU_SLOPE_SEGMENTS)

/* (1 + e^-z - z) e^-z / (1 + e^-z)^2, z = 1.702 a, on [0, 6.89]; segment i is 2.2 a + 0.84 in [i, i + 1)
 * Largest relative error of the polynomials: 2^-24.8. */
#define GESSO_QUICK_SLOPE_SEGMENTS(S) \
  S(0x1.3d1bf2p-5f, 0x1.de4abap-2f, -0x1.b2c474p-1f, 0x1.86059cp-5f, \
    0x1.a20b32p-2f, -0x1.1f4976p-5f, -0x1.ab47fep-3f, 0x1.99f3eap+1f) \
  S(0x1.ab067ap-2f, 0x1.61e89ep-3f, -0x1.52922ep-1f, 0x1.9acd92p-2f, \
    0x1.503894p-3f, -0x1.d7704cp-3f, -0x1.3d8b66p-9f, 0x1.29ee4p-8f) \
  S(0x1.80974ap-1f, 0x1.24d84cp-28f, -0x1.7b9cdap-2f, 0x1.b3022ep-2f, \
    -0x1.7d2b14p-4f, -0x1.05abap-3f, 0x1.82243ep-4f, -0x1.01dc4ep-5f) \
  S(0x1.102d7ep+0f, -0x1.3fd006p-4f, -0x1.26d46p-3f, 0x1.29765cp-2f, \
    -0x1.56c1bp-3f, -0x1.bb355cp-10f, 0x1.d3a5dep-5f, 0x1.95e836p-8f) \
  S(0x1.bb8e6ap+0f, -0x1.6f7f62p-4f, 0x1.b03f74p-5f, 0x1.4ad28ep-5f, \
    -0x1.115714p-4f, 0x1.43e956p-5f, -0x1.54a394p-7f, 0x1.25d886p-8f) \
  S(0x1.13efp+1f, -0x1.068efep-4f, 0x1.f697c8p-5f, -0x1.475acep-7f, \
    -0x1.34d1b2p-6f, 0x1.2514ecp-6f, -0x1.132f58p-7f, 0x1.31d842p-12f) \
  S(0x1.4e7c8p+1f, -0x1.41eb0ep-5f, 0x1.75e502p-5f, -0x1.48e744p-6f, \
    0x1.c36488p-13f, 0x1.40641ap-8f, -0x1.b84398p-9f, -0x1.69d584p-12f) \
  S(0x1.881764p+1f, -0x1.732976p-6f, 0x1.d9f1c6p-6f, -0x1.096c1ap-6f, \
    0x1.1456bp-8f, 0x1.d2f276p-12f, -0x1.f9cac8p-11f, -0x1.89d04p-13f) \
  S(0x1.c14378p+1f, -0x1.9c66bp-7f, 0x1.16654ep-6f, -0x1.5c3e9ep-7f, \
    0x1.f1425ep-9f, -0x1.456bcep-11f, -0x1.369718p-13f, -0x1.29c912p-14f) \
  S(0x1.fb418ap+1f, -0x1.b9f2ep-8f, 0x1.35a85p-7f, -0x1.9cd936p-8f, \
    0x1.50ad0ap-9f, -0x1.565512p-11f, 0x1.13684ep-14f, -0x1.59bfdep-16f) \
  S(0x1.1ba06cp+2f, -0x1.c5f666p-9f, 0x1.46d498p-8f, -0x1.c67998p-9f, \
    0x1.8f158p-10f, -0x1.dd8336p-12f, 0x1.70512cp-14f, -0x1.15b4bep-18f) \
  S(0x1.37e91ap+2f, -0x1.dd6ddcp-10f, 0x1.5e60bap-9f, -0x1.f4e71ap-10f, \
    0x1.cb8026p-11f, -0x1.29871ap-12f, 0x1.13407cp-14f, 0x1.8db904p-26f) \
  S(0x1.554d26p+2f, -0x1.e3f8d6p-11f, 0x1.68c3b6p-10f, -0x1.077684p-10f, \
    0x1.f2c8ccp-12f, -0x1.53b32ap-13f, 0x1.5a7894p-15f, 0x1.c5b80ap-21f) \
  S(0x1.7323dap+2f, -0x1.e0d34ep-12f, 0x1.6b01a6p-11f, -0x1.0d97c2p-11f, \
    0x1.053688p-12f, -0x1.70559ep-14f, 0x1.8d2f5p-16f, 0x1.c5b528p-21f) \
  S(0x1.90941ep+2f, -0x1.de6204p-13f, 0x1.6ce8cp-12f, -0x1.129dc2p-12f, \
    0x1.0ecf2p-13f, -0x1.8765ccp-15f, 0x1.b61dc6p-17f, 0x1.0db21ap-21f) \
  S(0x1.ada43ep+2f, -0x1.dd1864p-14f, 0x1.6f0e5ap-13f, -0x1.1735cap-13f, \
    0x1.172d1p-14f, -0x1.9b0d18p-16f, 0x1.d8884ap-18f, 0x1.55aed6p-22f)
GESSO_SEGMENT_TABLE(quick_slope, 16, 8, GESSO_QUICK_SLOPE_SEGMENTS)

/* The slope at -a on [0, 5.2]; segment i is 1.5 a + 0.28125 a^2 + 0.213 in [i, i + 1)
 * Largest relative error of the polynomials: 2^-24.7. */
#define GESSO_GELU_SLOPE_SEGMENTS(S) \
  S(0x1.73d482p-2f, 0x1.c7f73cp-3f, -0x1.653d5ap-1f, 0x1.0c9812p-2f, \
    0x1.8a7cc2p-3f, -0x1.7f8792p-4f, -0x1.26a9b8p-5f, 0x1.c1e534p-8f) \
  S(0x1.80ead2p-1f, -0x1.6737d8p-28f, -0x1.b9d99p-2f, 0x1.8d9a9p-2f, \
    0x1.2a338ep-6f, -0x1.d2f1b2p-4f, 0x1.e33558p-7f, -0x1.19e4e8p-8f) \
  S(0x1.186efcp+0f, -0x1.a6a046p-4f, -0x1.66b86ap-3f, 0x1.57d64ap-2f, \
    -0x1.ba6b2ap-4f, -0x1.fedacp-5f, 0x1.47b5fp-5f, -0x1.89db3ap-8f) \
  S(0x1.bc75dcp+0f, -0x1.cb7d0ap-4f, 0x1.6f3044p-4f, 0x1.35c3ccp-4f, \
    -0x1.e388fcp-4f, 0x1.3e03dcp-5f, 0x1.acf29cp-7f, 0x1.65e1f4p-16f) \
  S(0x1.0d1e9p+1f, -0x1.3012e2p-4f, 0x1.b1c966p-4f, -0x1.3ce06cp-6f, \
    -0x1.ba3968p-5f, 0x1.5c0ebap-5f, -0x1.c1c5b2p-8f, 0x1.75ddep-9f) \
  S(0x1.3a41f6p+1f, -0x1.504c6p-5f, 0x1.432b06p-4f, -0x1.8f708cp-5f, \
    -0x1.8e1dacp-8f, 0x1.890bfep-6f, -0x1.864d02p-7f, 0x1.01cf86p-9f) \
  S(0x1.65fee4p+1f, -0x1.43a8b8p-6f, 0x1.7ce41ep-5f, -0x1.5dadd4p-5f, \
    0x1.c6fe6cp-7f, 0x1.a22f9ap-8f, -0x1.04b18p-7f, 0x1.29d98ep-12f) \
  S(0x1.8dbd6ep+1f, -0x1.26351ep-7f, 0x1.90855p-6f, -0x1.cbb59ap-6f, \
    0x1.0275b4p-6f, -0x1.0ffd72p-9f, -0x1.989baap-9f, -0x1.f9d886p-12f) \
  S(0x1.b43f7p+1f, -0x1.ec780ep-9f, 0x1.79968cp-7f, -0x1.fd9d08p-7f, \
    0x1.7911fp-7f, -0x1.188412p-8f, -0x1.68363cp-13f, -0x1.19d44ep-11f) \
  S(0x1.da911ap+1f, -0x1.7607cp-10f, 0x1.3df7bap-8f, -0x1.e9137cp-8f, \
    0x1.b46a8ap-8f, -0x1.d23aaep-9f, 0x1.d0ba98p-11f, -0x1.49cad2p-12f) \
  S(0x1.fda5c6p+1f, -0x1.1ab0dp-11f, 0x1.057fe6p-9f, -0x1.bd7014p-9f, \
    0x1.c625e6p-9f, -0x1.2951a6p-9f, 0x1.da25b6p-11f, -0x1.cdc826p-14f) \
  S(0x1.0fad22p+2f, -0x1.9b1a5p-13f, 0x1.997c18p-11f, -0x1.7c4e58p-10f, \
    0x1.af7ec2p-10f, -0x1.46a014p-10f, 0x1.4b9a08p-11f, -0x1.6dca3ep-18f) \
  S(0x1.1f40ap+2f, -0x1.2e1006p-14f, 0x1.40811p-12f, -0x1.3ffdd8p-11f, \
    0x1.8babdap-11f, -0x1.4e01e2p-11f, 0x1.8c36f8p-12f, 0x1.0dc8f6p-15f) \
  S(0x1.2ed7p+2f, -0x1.a073bp-16f, 0x1.d4bf7ep-14f, -0x1.f41ff4p-13f, \
    0x1.4de9a6p-12f, -0x1.35636p-12f, 0x1.9e7228p-13f, 0x1.05c644p-15f) \
  S(0x1.3e8132p+2f, -0x1.0c1946p-17f, 0x1.3f093cp-15f, -0x1.6a0ffap-14f, \
    0x1.0342dp-13f, -0x1.04c372p-13f, 0x1.82ae2ap-14f, 0x1.6dc2b4p-16f) \
  S(0x1.4d121cp+2f, -0x1.613e9ep-19f, 0x1.b967f2p-17f, -0x1.0840a4p-15f, \
    0x1.91c48cp-15f, -0x1.b0ba96p-15f, 0x1.5bfe56p-15f, 0x1.adbebp-17f)
GESSO_SEGMENT_TABLE(gelu_slope, 16, 8, GESSO_GELU_SLOPE_SEGMENTS)

/* The slope at -a on [0, 5.2]; segment i is 1.5 a + 0.28125 a^2 + 0.213 in [i, i + 1)
 * Largest relative error of the polynomials: 2^-25.4. */
#define GESSO_GELU_TANH_SLOPE_SEGMENTS(S) \
  S(0x1.68359ep-2f, 0x1.d85a7ep-3f, -0x1.680ccp-1f, 0x1.06ab4p-2f, \
    0x1.92ceb8p-3f, -0x1.7e24ap-4f, -0x1.33f788p-5f, 0x1.d9e552p-8f) \
  S(0x1.8142ap-1f, -0x1.4f6404p-28f, -0x1.b8baccp-2f, 0x1.8cd19ep-2f, \
    0x1.029498p-6f, -0x1.d2ae3p-4f, 0x1.103044p-6f, -0x1.49e4f8p-8f) \
  S(0x1.17f8c8p+0f, -0x1.a408dp-4f, -0x1.6a693ap-3f, 0x1.561ce2p-2f, \
    -0x1.b9412p-4f, -0x1.ed65c6p-5f, 0x1.4bfacp-5f, -0x1.81d872p-8f) \
  S(0x1.bc5c14p+0f, -0x1.ce4c46p-4f, 0x1.69062ap-4f, 0x1.3dfefep-4f, \
    -0x1.d9e776p-4f, 0x1.2fb7cp-5f, 0x1.7d2674p-7f, 0x1.5de178p-11f) \
  S(0x1.0d5408p+1f, -0x1.32d6cp-4f, 0x1.b37bdcp-4f, -0x1.14fee8p-6f, \
    -0x1.c04f34p-5f, 0x1.49e848p-5f, -0x1.86cb7p-8f, 0x1.3dddp-9f) \
  S(0x1.3a5db6p+1f, -0x1.532a8p-5f, 0x1.49da2p-4f, -0x1.8aeffep-5f, \
    -0x1.1437eep-7f, 0x1.8c5908p-6f, -0x1.5ad98cp-7f, 0x1.91c1fcp-10f) \
  S(0x1.660ca2p+1f, -0x1.40f2d2p-6f, 0x1.87c54cp-5f, -0x1.688128p-5f, \
    0x1.a6658p-7f, 0x1.006cp-7f, -0x1.0394ecp-7f, 0x1.c9d84cp-12f) \
  S(0x1.8ee132p+1f, -0x1.1129e2p-7f, 0x1.8eabcp-6f, -0x1.dd1c4p-6f, \
    0x1.0a63bp-6f, -0x1.6fba6ep-10f, -0x1.dfeb92p-9f, -0x1.e9d84ep-13f) \
  S(0x1.b54748p+1f, -0x1.a84d1ep-9f, 0x1.67cbdcp-7f, -0x1.06104ap-6f, \
    0x1.93b9dep-7f, -0x1.1f5862p-8f, -0x1.29b846p-11f, -0x1.d9d532p-12f) \
  S(0x1.da00d2p+1f, -0x1.2b8e64p-10f, 0x1.21ed36p-8f, -0x1.f0c14p-8f, \
    0x1.df29f2p-8f, -0x1.06b79cp-8f, 0x1.bb3774p-11f, -0x1.89cebep-12f) \
  S(0x1.fd999ap+1f, -0x1.7d7d3ep-12f, 0x1.a03b96p-10f, -0x1.9aa66ep-9f, \
    0x1.d9dc66p-9f, -0x1.5378f2p-9f, 0x1.152e38p-10f, -0x1.7dc5e4p-13f) \
  S(0x1.0faa82p+2f, -0x1.c4ef4ep-14f, 0x1.130e8cp-11f, -0x1.32d36ap-10f, \
    0x1.9a7614p-10f, -0x1.658008p-10f, 0x1.923d34p-11f, -0x1.c5cba2p-16f) \
  S(0x1.1fe4f2p+2f, -0x1.f051eap-16f, 0x1.4c766ap-13f, -0x1.9e02aep-12f, \
    0x1.3ab638p-11f, -0x1.40f50cp-11f, 0x1.c16164p-12f, 0x1.45ca6ap-15f) \
  S(0x1.2fc8dp+2f, -0x1.ec8eccp-18f, 0x1.69a27ap-15f, -0x1.f25a18p-14f, \
    0x1.a8e8cep-13f, -0x1.f03644p-13f, 0x1.9c6dd6p-13f, 0x1.7dc79p-15f) \
  S(0x1.3f1868p+2f, -0x1.c674d4p-20f, 0x1.6b27fp-17f, -0x1.12722p-15f, \
    0x1.03529cp-14f, -0x1.54a08cp-14f, 0x1.45cf54p-14f, 0x1.f5c332p-16f) \
  S(0x1.4dcf4ep+2f, -0x1.89ecccp-22f, 0x1.546c88p-19f, -0x1.17f6c6p-17f, \
    0x1.2238cp-16f, -0x1.a6e5ecp-16f, 0x1.c7f4bep-16f, 0x1.05bdccp-16f)
GESSO_SEGMENT_TABLE(gelu_tanh_slope, 16, 8, GESSO_GELU_TANH_SLOPE_SEGMENTS)

/* tanh ln(1 + e^x) on [-8, 7.75]; segment i is 2 x = i - 16 +- 1/2
 * Largest relative error of the polynomials: 2^-26.8. */
#define GESSO_MISH_SEGMENTS(S) \
  S(-0x1.011cc8p+3f, 0x1.53af52p-12f, 0x1.53a13cp-12f, 0x1.53850ep-13f, \
    0x1.c46524p-15f, 0x1.c3cc92p-17f, 0x1.e9b1a6p-22f, 0) \
  S(-0x1.e1df72p+2f, 0x1.19898ap-11f, 0x1.19762ep-11f, 0x1.194f74p-12f, \
    0x1.76aca8p-14f, 0x1.75dd3p-16f, 0x1.91b4aap-21f, 0) \
  S(-0x1.c25798p+2f, 0x1.ccb4c8p-11f, 0x1.cc80eap-11f, 0x1.cc1934p-12f, \
    0x1.32314ep-13f, 0x1.311508p-15f, 0x1.49b796p-20f, 0) \
  S(-0x1.a12f52p+2f, 0x1.829a52p-10f, 0x1.82513cp-10f, 0x1.81bf1p-11f, \
    0x1.0066dp-12f, 0x1.fdbf3ap-15f, 0x1.09ba5p-19f, 0) \
  S(-0x1.821a28p+2f, 0x1.3a0508p-9f, 0x1.39a48p-9f, 0x1.38e376p-10f, \
    0x1.9f2ceap-12f, 0x1.9b1c2ep-14f, 0x1.a9bd0cp-19f, 0) \
  S(-0x1.629e9ap+2f, 0x1.0095d8p-8f, 0x1.0014c2p-8f, 0x1.fe252ap-10f, \
    0x1.516796p-11f, 0x1.4c0658p-13f, 0x1.49c006p-18f, 0) \
  S(-0x1.429ff8p+2f, 0x1.a67696p-8f, 0x1.a517c2p-8f, 0x1.a25a28p-9f, \
    0x1.133f4ap-10f, 0x1.0bece4p-12f, 0x1.e9c258p-18f, 0) \
  S(-0x1.21a78p+2f, 0x1.60cf96p-7f, 0x1.5ee422p-7f, 0x1.5b0d66p-8f, \
    0x1.c4805ep-10f, 0x1.b00b5ap-12f, 0x1.49c4e6p-17f, 0) \
  S(-0x1.01502ap+2f, 0x1.235a16p-6f, 0x1.20b72cp-6f, 0x1.1b71fap-7f, \
    0x1.6be2eep-9f, 0x1.4fdb5p-11f, 0x1.61c7p-17f, 0) \
  S(-0x1.c45af8p+1f, 0x1.d73a0cp-6f, 0x1.d041b2p-6f, 0x1.c2554cp-7f, \
    0x1.19b41p-8f, 0x1.e9b374p-11f, 0x1.41c848p-19f, 0) \
  S(-0x1.829e94p+1f, 0x1.85dbf4p-5f, 0x1.7c255ep-5f, 0x1.68c856p-6f, \
    0x1.adbd66p-8f, 0x1.486ca4p-10f, -0x1.19c66ap-15f, 0) \
  S(-0x1.4269c4p+1f, 0x1.3cb124p-4f, 0x1.2f84f8p-4f, 0x1.1564e2p-5f, \
    0x1.2d51ap-7f, 0x1.510868p-10f, -0x1.1dc838p-13f, 0) \
  S(-0x1.0575cp+1f, 0x1.f0ff12p-4f, 0x1.cf48b6p-4f, 0x1.8d31bap-5f, \
    0x1.6800cep-7f, 0x1.6a38a8p-12f, -0x1.65d246p-12f, 0) \
  S(-0x1.852d9ap+0f, 0x1.8fcd32p-3f, 0x1.6176fep-3f, 0x1.09481ap-4f, \
    0x1.17954cp-7f, -0x1.aeea1ep-9f, -0x1.ddd84ep-12f, 0) \
  S(-0x1.096914p+0f, 0x1.2d9674p-2f, 0x1.e99cf2p-3f, 0x1.1df2c4p-4f, \
    -0x1.dc324ep-9f, -0x1.3a5a54p-7f, 0x1.8dd994p-12f, 0) \
  S(-0x1.1088c4p-1f, 0x1.ba1474p-2f, 0x1.343fc4p-2f, 0x1.7eec0ep-5f, \
    -0x1.ccde7ap-6f, -0x1.adba5ap-7f, 0x1.31d454p-9f, 0) \
  S(0x1.4p-24f, 0x1.333334p-1f, 0x1.47ae12p-2f, -0x1.0624d6p-6f, \
    -0x1.77b484p-5f, -0x1.87e058p-12f, 0x1.b9dfdep-11f, 0) \
  S(0x1.d92ff2p-2f, 0x1.7aeb96p-1f, 0x1.1c2408p-2f, -0x1.286b32p-4f, \
    -0x1.f16766p-6f, 0x1.017fe6p-6f, -0x1.99dc3ep-9f, 0) \
  S(0x1.ecd932p-1f, 0x1.b75788p-1f, 0x1.86c804p-3f, -0x1.795026p-4f, \
    0x1.d65e3ap-9f, 0x1.dc2b78p-7f, -0x1.45dc46p-10f, 0) \
  S(0x1.76e8c6p+0f, 0x1.dd1f24p-1f, 0x1.b5d2bp-4f, -0x1.224686p-4f, \
    0x1.4f06ap-6f, 0x1.37bf2p-9f, 0x1.25dc2cp-10f, 0) \
  S(0x1.f0cc7cp+0f, 0x1.f01a1ap-1f, 0x1.b5f198p-5f, -0x1.578eeep-5f, \
    0x1.2a9bb6p-6f, -0x1.c08678p-9f, 0x1.8dd3a4p-11f, 0) \
  S(0x1.3a472cp+1f, 0x1.f9a3fap-1f, 0x1.7480dcp-6f, -0x1.441294p-6f, \
    0x1.57d28ep-7f, -0x1.c7423cp-9f, 0x1.b9d03p-14f, 0) \
  S(0x1.78c078p+1f, 0x1.fd70f4p-1f, 0x1.365a6cp-7f, -0x1.1d9468p-7f, \
    0x1.4dcfa8p-8f, -0x1.0c694p-9f, -0x1.31d08p-14f, 0) \
  S(0x1.b7a74ep+1f, 0x1.ff00a6p-1f, 0x1.ee462ap-9f, -0x1.d62f86p-9f, \
    0x1.221f38p-9f, -0x1.00e384p-10f, -0x1.09cd3cp-14f, 0) \
  S(0x1.f7111p+1f, 0x1.ff9ec8p-1f, 0x1.7d3e4cp-10f, -0x1.71f27cp-10f, \
    0x1.d71432p-11f, -0x1.b7296p-12f, -0x1.41c8fp-15f, 0) \
  S(0x1.1bff5ap+2f, 0x1.ffdc32p-1f, 0x1.1b0d0ep-11f, -0x1.160256p-11f, \
    0x1.68b69ep-12f, -0x1.5a736p-13f, -0x1.11c412p-16f, 0) \
  S(0x1.3bc42cp+2f, 0x1.fff29cp-1f, 0x1.a96a88p-13f, -0x1.a4d3b8p-13f, \
    0x1.13f5fep-13f, -0x1.0c8476p-14f, -0x1.09be78p-17f, 0) \
  S(0x1.5b9218p+2f, 0x1.fffb04p-1f, 0x1.3d9a74p-14f, -0x1.3b751p-14f, \
    0x1.a0443p-15f, -0x1.a0792ep-16f, -0x1.71b98ep-19f, 0) \
  S(0x1.7b5eb4p+2f, 0x1.fffe26p-1f, 0x1.d8bb6ap-16f, -0x1.d65b32p-16f, \
    0x1.36d55ap-16f, -0x1.48284cp-17f, -0x1.89b626p-19f, 0) \
  S(0x1.9be06ap+2f, 0x1.ffff54p-1f, 0x1.577116p-17f, -0x1.5651a6p-17f, \
    0x1.c6766ap-18f, -0x1.dc7872p-19f, -0x1.41af3cp-22f, 0) \
  S(0x1.bb8da8p+2f, 0x1.ffffcp-1f, 0x1.ff7e36p-19f, -0x1.fd39f2p-19f, \
    0x1.4fd83ap-19f, -0x1.905234p-20f, -0x1.a1adcep-21f, 0) \
  S(0x1.db5cp+2f, 0x1.ffffe8p-1f, 0x1.7d9f2ap-20f, -0x1.134628p-21f, \
    -0x1.5bc30ep-20f, -0x1.34fcd2p-16f, -0x1.f1c4bp-15f, 0)
GESSO_SEGMENT_TABLE(mish, 32, 7, GESSO_MISH_SEGMENTS)

/* The slope of x tanh ln(1 + e^x) on [-7.7, 8.3]; segment i is x + 7.7 in [i, i + 1)
 * Largest relative error of the polynomials: 2^-24.7. */
#define GESSO_MISH_SLOPE_SEGMENTS(S) \
  S(-0x1.d2026p+2f, -0x1.1b1a38p-8f, -0x1.dba39p-9f, -0x1.80c6b4p-10f, \
    -0x1.872c66p-12f, -0x1.0c0cb8p-14f, -0x1.c9d694p-18f, -0x1.148e26p-23f, \
    0x1.74949ep-23f, -0x1.e19ccp-26f, 0, 0) \
  S(-0x1.94510ap+2f, -0x1.39ce9ep-7f, -0x1.fc52cap-8f, -0x1.8437cap-9f, \
    -0x1.639824p-11f, -0x1.7cba24p-14f, -0x1.ff4e22p-20f, 0x1.54a624p-19f, \
    0x1.acd208p-21f, 0x1.99a0acp-25f, 0, 0) \
  S(-0x1.53192ep+2f, -0x1.5e20acp-6f, -0x1.0aa8f4p-6f, -0x1.6c17eap-8f, \
    -0x1.fd9cbap-11f, -0x1.050556p-16f, 0x1.757a94p-15f, 0x1.0921b8p-16f, \
    0x1.d62a5cp-19f, 0x1.d9a8b6p-24f, 0, 0) \
  S(-0x1.12485ep+2f, -0x1.6c9c9cp-5f, -0x1.ef10fap-6f, -0x1.fec458p-8f, \
    -0x1.4c0fe8p-14f, 0x1.4c7608p-11f, 0x1.117c0cp-12f, 0x1.0ed9fp-14f, \
    0x1.7addf4p-17f, -0x1.51ae2p-22f, 0, 0) \
  S(-0x1.a74a08p+1f, -0x1.4ab3dap-4f, -0x1.559a94p-5f, -0x1.a72a7p-11f, \
    0x1.abdb58p-8f, 0x1.acb608p-9f, 0x1.dc2082p-11f, 0x1.3f58d4p-13f, \
    0x1.595cbp-18f, -0x1.bdb80cp-19f, 0, 0) \
  S(-0x1.199f1p+1f, -0x1.cc2dccp-4f, 0x1.a58ebp-8f, 0x1.ec7ee8p-5f, \
    0x1.1fa502p-5f, 0x1.372cd8p-7f, 0x1.c235dap-12f, -0x1.9f8b96p-11f, \
    -0x1.a41acep-12f, -0x1.b5c696p-18f, 0, 0) \
  S(-0x1.31432cp+0f, 0x1.beb774p-31f, 0x1.115accp-2f, 0x1.a34a26p-3f, \
    0x1.574e74p-5f, -0x1.4c239ep-6f, -0x1.032e0ep-6f, -0x1.b7d4dep-9f, \
    0x1.1e3abep-10f, 0x1.d9d3e4p-13f, 0, 0) \
  S(-0x1.00a8cap-1f, 0x1.27b72ep-2f, 0x1.208524p-1f, 0x1.6a422ep-3f, \
    -0x1.7d381ap-4f, -0x1.175ed6p-4f, 0x1.9b471cp-10f, 0x1.ecddbcp-7f, \
    0x1.49768p-8f, -0x1.1ddb8p-14f, 0, 0) \
  S(0x1.251cep-1f, 0x1.d67b86p-1f, 0x1.b63c1cp-2f, -0x1.21f712p-2f, \
    -0x1.aa6b1cp-5f, 0x1.7d16cap-4f, 0x1.91fdp-11f, -0x1.83131p-6f, \
    0x1.40059p-9f, -0x1.f1dd86p-10f, 0, 0) \
  S(0x1.0653fep+1f, 0x1.11022ep+0f, -0x1.e04802p-5f, -0x1.a29b34p-8f, \
    0x1.22f38cp-5f, -0x1.7d95bcp-6f, 0x1.7a0f8ep-8f, 0x1.62f072p-10f, \
    -0x1.9a6878p-10f, 0x1.61d31p-12f, 0, 0) \
  S(0x1.55a01ap+1f, 0x1.08826ep+0f, -0x1.62ae4cp-5f, 0x1.4ea204p-6f, \
    0x1.393b72p-11f, -0x1.92fbf2p-8f, 0x1.f491bap-9f, -0x1.32580cp-10f, \
    0x1.2493f2p-14f, -0x1.21c6ap-15f, 0, 0) \
  S(0x1.cf76dap+1f, 0x1.021a24p+0f, -0x1.ac92b6p-7f, 0x1.3b6adcp-7f, \
    -0x1.097d1ep-8f, 0x1.b2742cp-11f, 0x1.1b9e1p-13f, -0x1.804c44p-13f, \
    0x1.46ea34p-14f, 0x1.a5bd1cp-19f, 0, 0) \
  S(0x1.25fbcep+2f, 0x1.006a6cp+0f, -0x1.6ee0c4p-9f, 0x1.325e0cp-9f, \
    -0x1.4509e2p-10f, 0x1.ddfedcp-12f, -0x1.e4c432p-14f, 0x1.1d2948p-17f, \
    0x1.96dec4p-16f, 0x1.fdbe52p-18f, 0, 0) \
  S(0x1.673baep+2f, 0x1.0011a8p+0f, -0x1.fa87bep-12f, 0x1.bf1054p-12f, \
    -0x1.018598p-12f, 0x1.b12b8ep-14f, -0x1.1b6b92p-15f, 0x1.d95f04p-18f, \
    0x1.01e7c2p-18f, 0x1.d5b5bp-20f, 0, 0) \
  S(0x1.a60cd4p+2f, 0x1.0002fap+0f, -0x1.5cee6ep-14f, 0x1.3c654p-14f, \
    -0x1.7a13ep-15f, 0x1.5ef466p-16f, -0x1.31b9c2p-17f, -0x1.45910ep-19f, \
    0x1.2e3fcp-16f, 0x1.cdbd32p-18f, 0, 0) \
  S(0x1.e6bc1cp+2f, 0x1.000076p+0f, -0x1.b66b2cp-17f, 0x1.9459cep-17f, \
    -0x1.ed4594p-18f, 0x1.db5e3cp-19f, -0x1.c9593cp-20f, -0x1.8087a6p-22f, \
    0x1.cbeb4p-19f, 0x1.65b40ap-20f, 0, 0)
GESSO_SEGMENT_TABLE(mish_slope, 16, 10, GESSO_MISH_SLOPE_SEGMENTS)

/* tanh a / min(a, K) - 1 on [0, 9.02]; segment i: exponent and first bit of a^2 + 15/32 end in i, K = 0x1.03f82p+0f
 * Largest relative error of the polynomials: 2^-25.7. */
#define GESSO_TANH_SEGMENTS(S) \
  S(0x1.6be8c2p+0f, -0x1.fa8f24p-4f, 0x1.a394bap-3f, -0x1.756676p-3f, \
    0x1.80e98ep-4f, -0x1.cde5bep-8f, 0, 0) \
  S(0x1.bcc50ap+0f, -0x1.30dc0ep-4f, 0x1.d615aep-4f, -0x1.b9d862p-4f, \
    0x1.029b96p-4f, 0x1.bde5f8p-9f, 0, 0) \
  S(0x1.0e9a9cp+1f, -0x1.64e8ap-5f, 0x1.c9006cp-5f, -0x1.bbdd14p-5f, \
    0x1.16d1fep-5f, 0x1.1de3b2p-8f, 0, 0) \
  S(0x1.4584dp+1f, -0x1.c061fcp-6f, 0x1.8a064p-6f, -0x1.852ca8p-6f, \
    0x1.fa28fap-7f, 0x1.55df8ep-9f, 0, 0) \
  S(0x1.898c88p+1f, -0x1.3ee742p-6f, 0x1.126aa6p-7f, -0x1.113128p-7f, \
    0x1.693182p-8f, 0x1.15d9a6p-10f, 0, 0) \
  S(0x1.d5931ap+1f, -0x1.0f24a4p-6f, 0x1.4fa12ap-9f, -0x1.4f27f8p-9f, \
    0x1.bda8c2p-10f, 0x1.65d306p-12f, 0, 0) \
  S(0x1.1a31aep+2f, -0x1.fdda46p-7f, 0x1.3179b4p-11f, -0x1.311c36p-11f, \
    0x1.965d5p-12f, 0x1.55ca9ap-14f, 0, 0) \
  S(0x1.4f18ccp+2f, -0x1.f6221cp-7f, 0x1.d3ed6p-14f, -0x1.d3b2fcp-14f, \
    0x1.37d3fep-14f, 0x1.fdc102p-17f, 0, 0) \
  S(0x1.8f7946p+2f, -0x1.f48cc2p-7f, 0x1.f4b2dap-17f, -0x1.f30364p-17f, \
    0x1.4da452p-17f, 0x1.15b5ap-19f, 0, 0) \
  S(0x1.da936ep+2f, -0x1.f45428p-7f, 0x1.7f2d02p-20f, -0x1.7e8bp-20f, \
    0x1.ff41e4p-21f, 0x1.9da836p-23f, 0, 0) \
  S(0x1.10078cp+3f, -0x1.f44edap-7f, 0x1.5d91bcp-23f, -0x1.5d0c74p-23f, \
    0x1.d0eb32p-24f, 0x1.8d9ba8p-26f, 0, 0) \
  S(0.0f, 0x1p-40f, -0x1.adfbccp-23f, -0x1.555104p-2f, \
    -0x1.cbf6aep-12f, -0x1.b9f06ep-6f, 0, 0) \
  S(0x1.66a8dep-2f, -0x1.3f54aap-5f, -0x1.b28e9cp-3f, -0x1.f87a34p-3f, \
    0x1.2b6c0cp-3f, -0x1.19eae6p-4f, 0, 0) \
  S(0x1.41e5c4p-1f, -0x1.d21dd2p-4f, -0x1.40426ep-2f, -0x1.d17e36p-4f, \
    0x1.3ebbfap-3f, -0x1.4de78ap-5f, 0, 0) \
  S(0x1.bc0a54p-1f, -0x1.8b07f4p-3f, -0x1.5ec79ap-2f, -0x1.110b76p-6f, \
    0x1.c7fab2p-4f, -0x1.15eb0cp-8f, 0, 0) \
  S(0x1.20fdf6p+0f, -0x1.9d2b64p-3f, 0x1.59bdacp-2f, -0x1.18454p-2f, \
    0x1.bfd10cp-4f, -0x1.01d9fap-5f, 0, 0)
GESSO_SEGMENT_TABLE(tanh, 16, 6, GESSO_TANH_SEGMENTS)

/* The bits of T, the float next to 2^(k/8) (1 + 16916/2^23), less k 2^20 */
#define GESSO_EXPONENTIAL_SEGMENTS(S) \
  S(0x1.008428p+0f, 0, 0, 0) \
  S(0x1.f7bba2p-1f, 0, 0, 0) \
  S(0x1.f10d0ap-1f, 0, 0, 0) \
  S(0x1.eca91p-1f, 0, 0, 0) \
  S(0x1.eac4ccp-1f, 0, 0, 0) \
  S(0x1.eb9a24p-1f, 0, 0, 0) \
  S(0x1.ef683cp-1f, 0, 0, 0) \
  S(0x1.f673eep-1f, 0, 0, 0)
GESSO_SEGMENT_TABLE(exponential, 8, 1, GESSO_EXPONENTIAL_SEGMENTS)

/* The bits of T, near 2^(k/8), less k 2^20; and ln(2^(k/8) / T), which is a float to 2^-36 */
#define GESSO_PRECISE_EXPONENTIAL_SEGMENTS(S) \
  S(0x1p+0f, 0.0f, 0, 0) \
  S(0x1.f73p-1f, -0x1.0738e2p-14f, 0, 0) \
  S(0x1.f07p-1f, -0x1.a5f764p-20f, 0, 0) \
  S(0x1.ecp-1f, -0x1.ca8cep-16f, 0, 0) \
  S(0x1.ea1p-1f, -0x1.140b5ap-14f, 0, 0) \
  S(0x1.eadp-1f, -0x1.156efep-16f, 0, 0) \
  S(0x1.ee9p-1f, -0x1.ca8cep-15f, 0, 0) \
  S(0x1.fcap-1f, -0x1.ed1e68p-7f, 0, 0)
GESSO_SEGMENT_TABLE(precise_exponential, 8, 2, GESSO_PRECISE_EXPONENTIAL_SEGMENTS)

/* The same for T of seven bits */
#define GESSO_COARSE_EXPONENTIAL_SEGMENTS(S) \
  S(0x1p+0f, 0.0f, 0, 0) \
  S(0x1.f8p-1f, -0x1.851f18p-9f, 0, 0) \
  S(0x1.fp-1f, 0x1.789472p-10f, 0, 0) \
  S(0x1.ecp-1f, -0x1.ca8cep-16f, 0, 0) \
  S(0x1.ecp-1f, -0x1.62147ep-8f, 0, 0) \
  S(0x1.ecp-1f, -0x1.8bcef8p-9f, 0, 0) \
  S(0x1.fp-1f, -0x1.bc0a4ep-9f, 0, 0) \
  S(0x1.f8p-1f, -0x1.5b31a2p-8f, 0, 0)
GESSO_SEGMENT_TABLE(coarse_exponential, 8, 2, GESSO_COARSE_EXPONENTIAL_SEGMENTS)

#pragma clang assume_nonnull end

#endif
