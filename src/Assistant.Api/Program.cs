using Assistant.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddAssistant();

var app = builder.Build();
app.UseAssistant();
app.Run();
