using Assistant.Core.Retrieval;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Core.Encoders;

/// <summary>Registers the encoders in use.</summary>
public static class EncoderServices
{
    /// <summary>
    /// Adds <see cref="EncoderDirectory"/> as <see cref="IEncoderDirectory"/>, unless the host registered one of its own; it needs
    /// <see cref="IEncoderStore"/> and, to load anything, <see cref="IEncoderLoader"/>. Options from <see cref="EncoderOptions.Section"/>.
    /// </summary>
    public static IServiceCollection AddAssistantEncoders(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<EncoderOptions>().Bind(configuration.GetSection(EncoderOptions.Section)).ValidateDataAnnotations();
        services.TryAddSingleton<EncoderDirectory>();
        services.TryAddSingleton<IEncoderDirectory>(provider => provider.GetRequiredService<EncoderDirectory>());
        return services;
    }
}
