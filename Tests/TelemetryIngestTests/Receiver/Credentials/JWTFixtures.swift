/// Keys made for these tests alone, and tokens signed with them by another library (Python's
/// cryptography 48), so that signing and verifying are not one mistake.
enum JWTFixtures {
  /// RSA for RS256 and PS256, P-256, Ed25519 and a secret of 32 bytes.
  static let keys = """
    {"keys":[{"kty":"RSA","kid":"rsa","alg":"RS256","use":"sig","n":"oqLWRRyTLiHQIJQYvfgsxqgCk\
    fT6lQcdauT6F8fjYp6eGWqkHMjTZ63v4dengFFh1DBk07AL8mgA08vvWISGV_4SQPc1s2FWUNKqGXeyGI1lI1cZbHg\
    _YTEdrNDhjwiPCy-3jfI6DdKUz94TeG_mcr5Zzl4sVNvCMYllWoGoaaRT83l7lnOSs43DoDrTN3TxYJtrPbMi6-IK-\
    ps_p9G_i6qhfkRdjd5TAVPAp7TUzJtMYIUzSgRhSj8Lb4Yk_xxuQktNRzValgxtoNRChiBxnxCNmzGrH7nBJ55GsdJ\
    dHou22dHaF3nQQwEQeNRwmr0UTB8Q3a4exETiK4XhT04iZw","e":"AQAB"},{"kty":"RSA","kid":"pss","alg\
    ":"PS256","use":"sig","n":"jOwQSoQXQx4j4tluChZeceaNRT8C3GrYc1y8L3EkEQT8q1iycZ-XFLe431wKdAt\
    c7eeM9pGfdEmagNxKjReD4-pK_Q9WYAKJx-DCmTz34XxUCUDZJWdYiv0YB3Pymjio18kPOtOvgAE7c7P0PPjHeSoI2\
    SFQg8P58sJE9uxq7lDxlzXShM9e6AFkBLPQM4QPGjD3E1qWI58cyJvljn4Ze02O9QiRd_k8xYYaNV0AhwUlapBb6qJ\
    LmMoYMzktqZZ6_67U_pARdOt_w6iQDaNNJkDGvG0KA1pvPudhwrAQQA3s3QDBzxhF-BGWldrUWg7YZIsyGIzbne1-M\
    lA6KvOMnQ","e":"AQAB"},{"kty":"EC","kid":"ec","crv":"P-256","x":"hvr_kAeFi6qo7AtcYGNfK-o2n\
    UyPYQx4dcBk2y-lkpk","y":"0DCd9f8aYxpDrNLL6NIJQJpgLRT13dRbs_5IAKqNT8M"},{"kty":"OKP","kid":\
    "ed","crv":"Ed25519","x":"WyKvJT73ETKNAG4WJtD1AAES6l4z7JifCduHU8XDFak"},{"kty":"oct","kid"\
    :"secret","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}]}
    """

  /// An RSA key of 1024 bits.
  static let smallKey = """
    {"keys":[{"kty":"RSA","kid":"small","alg":"RS256","use":"sig","n":"uHle59THMut1JHMKtG4tAI2\
    6HHXHk397uTsrIqgQoroyCD8GYzq75F8OwzCW20RZ45JaP-zkdsBDtKocdMfIzfezvWY5Gx3R-VUAxsOrpik2Z4yk6\
    LPA6Lin151Ya_i9yN2o4lhUQIcKf7k8JuWWn-nOQEI7Ju6oINIvthMej1c","e":"AQAB"}]}
    """

  /// A point beside the curve P-256.
  static let offCurveKey = """
    {"keys":[{"kty":"EC","kid":"ec","crv":"P-256","x":"hvr_kAeFi6qo7AtcYGNfK-o2nUyPYQx4dcBk2y-\
    lkpk","y":"0DCd9f8aYxpDrNLL6NIJQJpgLRT13dRbs_5IAKqNT8I"}]}
    """

  static let rs256 = """
    eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInJzYSIsICJ0eXAiOiAiSldUIn0.eyJpc3MiOiAiaHR0cHM6Ly9pc3N1ZX\
    IuZXhhbXBsZSIsICJhdWQiOiAibWV0ZXIiLCAic3ViIjogInUtMSIsICJleHAiOiAxODAwMDAwMDAwLCAiaWF0Ijog\
    MTcwMDAwMDAwMCwgImN1c3RvbTp0ZW5hbnRfaWQiOiAiaG9zcGl0YWwtYSIsICJjdXN0b206dGllciI6ICJwcmVtaX\
    VtIn0.mZWzzdarPTPOlXIyIm4d4_93aDFHEp7trE_iG8bu9ExXO0un3w0X2JCRJoxi9vJ0dBRFDe6DIRD7rm7S1M1f\
    1Nlfd9R6JnnjhKiUBtFWWpB3pmjTD5Jb2P-FirqF75ZS963dxtij_2QlMaIEEvwAJBb2PHqZdq8kIjmxGIiJPg34Pk\
    R1X2rMwGJhkC5PF-vs5Tw9SErRIGb6tjrtIehiJ3D2DvdykMVAwXswU2hublIzHvOW4X-roGz2b9GFd4yuQ916G_Lq\
    NGnpNyoo7o75n79OwV6V-y65fmkUckQBV7baHTzEtJRQY0bLu3RprMkwQIFbV-c4vlcwSeK3o3-8Bg
    """

  static let ps256 = """
    eyJhbGciOiAiUFMyNTYiLCAia2lkIjogInBzcyIsICJ0eXAiOiAiSldUIn0.eyJpc3MiOiAiaHR0cHM6Ly9pc3N1ZX\
    IuZXhhbXBsZSIsICJhdWQiOiAibWV0ZXIiLCAic3ViIjogInUtMSIsICJleHAiOiAxODAwMDAwMDAwLCAiaWF0Ijog\
    MTcwMDAwMDAwMCwgImN1c3RvbTp0ZW5hbnRfaWQiOiAiaG9zcGl0YWwtYSIsICJjdXN0b206dGllciI6ICJwcmVtaX\
    VtIn0.KzZrd8wOBN6EB-4bmLx380YjgaFixQjD3AH_UMk8_cSXk_ggtvrXgKGYjxyTNH3KJ5Y0HmhlmOckWnE5u-iL\
    Ahax2eOK3Ui1DPtbrBMnaOFF7NnPfL-He9fErkiDltF_X1AZ3wFuyA3ngLA_CnYgvwFnSj37rSqSYp66RxJEarpcLF\
    1dcF7HiADrggQ0QkS1fZ8NTgLiQL4yZz3lpKkSEJP_EMYCd-9KZwOiQEmLvSSZlBasXA7rp1LZ3RYgiEtUNl8rGs8F\
    yHmAfKJoL3B7KS65MzFazJAVk2EM7PvZLkrNEqyIlcOUj0FUonPWOXPqVhAFvDh5dPNdlaxyZqMnDQ
    """

  static let es256 = """
    eyJhbGciOiAiRVMyNTYiLCAia2lkIjogImVjIiwgInR5cCI6ICJKV1QifQ.eyJpc3MiOiAiaHR0cHM6Ly9pc3N1ZXI\
    uZXhhbXBsZSIsICJhdWQiOiAibWV0ZXIiLCAic3ViIjogInUtMSIsICJleHAiOiAxODAwMDAwMDAwLCAiaWF0IjogM\
    TcwMDAwMDAwMCwgImN1c3RvbTp0ZW5hbnRfaWQiOiAiaG9zcGl0YWwtYSIsICJjdXN0b206dGllciI6ICJwcmVtaXV\
    tIn0.kiPwVnotZDCM-94s5ejIxsppCYMvTckD8gJWhYPeosA8AwbDnvalBwxUg_upvoybaV3c2WMO_LlbnqHWgWfyE\
    g
    """

  static let edDSA = """
    eyJhbGciOiAiRWREU0EiLCAia2lkIjogImVkIiwgInR5cCI6ICJKV1QifQ.eyJpc3MiOiAiaHR0cHM6Ly9pc3N1ZXI\
    uZXhhbXBsZSIsICJhdWQiOiAibWV0ZXIiLCAic3ViIjogInUtMSIsICJleHAiOiAxODAwMDAwMDAwLCAiaWF0IjogM\
    TcwMDAwMDAwMCwgImN1c3RvbTp0ZW5hbnRfaWQiOiAiaG9zcGl0YWwtYSIsICJjdXN0b206dGllciI6ICJwcmVtaXV\
    tIn0.DNVcNZ-HhN35Rc1rvaWmq7JmCEayEB6Mt03Iz5Hr2uIICLSMFYlqZMXsZBf1B12UG9FyrqBQs_ScJ_OedUVdA\
    A
    """

  static let rs256ByPSSKey = """
    eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInBzcyIsICJ0eXAiOiAiSldUIn0.eyJpc3MiOiAiaHR0cHM6Ly9pc3N1ZX\
    IuZXhhbXBsZSIsICJhdWQiOiAibWV0ZXIiLCAic3ViIjogInUtMSIsICJleHAiOiAxODAwMDAwMDAwLCAiaWF0Ijog\
    MTcwMDAwMDAwMCwgImN1c3RvbTp0ZW5hbnRfaWQiOiAiaG9zcGl0YWwtYSIsICJjdXN0b206dGllciI6ICJwcmVtaX\
    VtIn0.LF1c-4y3SOKnT_P_kPARS3DkR3QeKs24F8ypUWJgq2AQzvMJXJ_0gdD2V8WcTCxk_vjSO96Hq7n9p2Cks5qq\
    r6WvQKt17H1AnIzU9DOA3NkdR7Dte4-hMU22H8c_QpVqpkZjXtZe325i8Axp_AHtAXluRKEdO6Lyae9s8TyZCtz_FR\
    lebSoRrA1NI0amQG2-UL5h8Weqt4H2IiiOo0mSn6mBVS5E09Coy2bV7909KqEXx1o73bvhwNBj7rry2y4lxG9TTwzI\
    WgG-E7ujS6wALHNGl2tAoY-70cFYyaaVn067dAxfi-p5BkrsekaUZoR0i24ymajd-sAdgulUIZzfPg
    """

}
