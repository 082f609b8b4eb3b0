namespace Assistant.Inference.Images;

/// <summary>Filters of a resize; numbered as Pillow and <c>preprocessor_config.json</c> do (<c>resample</c>).</summary>
internal enum ResizeFilter
{
    /// <summary>Windowed sinc of three lobes.</summary>
    Lanczos = 1,

    /// <summary>Triangle.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = −0.5.</summary>
    Bicubic = 3,

    /// <summary>Mean.</summary>
    Box = 4,

    /// <summary>Triangle's cousin with a Hamming window.</summary>
    Hamming = 5,
}
